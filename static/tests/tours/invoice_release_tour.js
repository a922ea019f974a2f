/** @odoo-module **/

import { registry } from "@web/core/registry";
import { openMenu, press, see, seeScreen, seeStatus, patient } from "./steps";

const tours = registry.category("web_tour.tours");

tours.add("logistics_sync_approve_release", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Operations", "Invoice Releases"),
        seeScreen("Invoice Releases"),
        {
            content: "Only what waits for approval",
            trigger: ".o_search_panel label:contains(To approve)",
            run: "click",
        },
        {
            content: "Open the one of the customer",
            trigger: ".o_kanban_record:contains(Brightwater Clinics)",
            run: "click",
        },
        seeStatus("To approve"),
        press("Approve and Invoice"),
        seeStatus("Invoiced"),
        {
            content: "Open the invoice",
            trigger: ".o-form-buttonbox button[name='action_view_invoices']",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)",
        },
    ]),
});

tours.add("logistics_sync_why_not_invoiced", {
    steps: () => patient([
        {
            content: "Ask why the order is not invoiced",
            trigger: ".o-form-buttonbox button[name='action_why_not_invoiced']",
            run: "click",
        },
        see("summary", "Waiting for"),
        {
            content: "Shipped is met, with its time",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:has(input:checked) [name='kind']:contains(Shipped)",
        },
        {
            content: "The proof of delivery is missing",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:has(input:not(:checked)) [name='kind']:contains(Proof of delivery)",
        },
    ]),
});
