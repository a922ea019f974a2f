/** @odoo-module **/

import { registry } from "@web/core/registry";
import { openMenu, openRow, openTab, patient, press, seeStatus } from "./steps";

/** A second administrator looks at the only draft there is and approves it. */
registry.category("web_tour.tours").add("logistics_sync_approve_mapping", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Configuration", "Mappings"),
        openRow("Draft"),
        openTab("samples"),
        {
            content: "The contract is kept",
            trigger: ".o_field_widget[name='sample_ids']:contains(As expected)",
        },
        press("Approve"),
        seeStatus("Approved"),
    ]),
});
