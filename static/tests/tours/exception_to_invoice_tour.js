/** @odoo-module **/

import { registry } from "@web/core/registry";
import { choose, openMenu, openRow, press, see, seeScreen, seeStatus, patient } from "./steps";

const tours = registry.category("web_tour.tours");

tours.add("logistics_sync_unknown_code", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Exceptions"),
        seeScreen("Exceptions"),
        openRow("ZUGESTELLT"),
        see("name", "ZUGESTELLT"),
        see("reading_html", "ZUGESTELLT"),
        press("Say What the Code Means"),
        see("external_code", "ZUGESTELLT", ".modal"),
        see("waiting_count", "2", ".modal"),
        ...choose("internal_code", "Delivered", ".modal"),
        press("Save and Process", ".modal"),
        seeStatus("Resolved"),
        see("resolution", "Code mapped"),
    ]),
});

tours.add("logistics_sync_clerk_sees_delivered", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Operations", "Shipments"),
        seeScreen("Shipments"),
        openRow("1Z-TOUR-1"),
        seeStatus("Delivered"),
    ]),
});

tours.add("logistics_sync_delivered_and_invoiced", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Operations", "Shipments"),
        seeScreen("Shipments"),
        openRow("1Z-TOUR-1"),
        seeStatus("Delivered"),
        {
            content: "The timeline shows what the code means now",
            trigger: ".o_field_widget[name='milestone_ids'] .o_data_row:contains(Delivered)",
        },
        {
            content: "Open the invoice of the shipment",
            trigger: ".o-form-buttonbox button[name='action_view_invoices']",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Posted)",
        },
        {
            content: "For what was shipped",
            trigger: ".o_field_widget[name='invoice_line_ids'] .o_data_row:contains(Valve)",
        },
    ]),
});
