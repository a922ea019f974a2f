/** @odoo-module **/

import { registry } from "@web/core/registry";
import { openMenu, press, see, seeScreen, seeStatus, write, patient } from "./steps";

registry.category("web_tour.tours").add("logistics_sync_replay_dead_letters", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Traffic", "Dead Letters"),
        seeScreen("Dead Letters"),
        {
            content: "They are grouped by partner",
            trigger: ".o_group_header:contains(Rhine Parcel)",
        },
        {
            content: "Show them one by one",
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        {
            content: "The reason is shown",
            trigger: ".o_data_row:contains(did not answer)",
        },
        {
            content: "Choose all",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        press("Replay", ".o_control_panel"),
        write("reason", "The carrier answers again since 07:10", ".modal"),
        press("Preview", ".modal"),
        seeStatus("Planned"),
        see("plan_html", "Will be applied"),
        press("Replay Now"),
        seeStatus("Started"),
        see("replayed_count", "3"),
    ]),
});
