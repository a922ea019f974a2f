/** @odoo-module **/

import { registry } from "@web/core/registry";
import { link, openMenu, openRow, press, see, seeScreen, seeStatus, patient } from "./steps";

registry.category("web_tour.tours").add("logistics_sync_link_shipment", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Exceptions"),
        seeScreen("Exceptions"),
        openRow("1Z-TOUR-2"),
        press("Assign to Me"),
        seeStatus("In progress"),
        press("Link to a Shipment or Order"),
        see("reference", "1Z-TOUR-2", ".modal"),
        ...link("shipment_id", "Brightwater Clinics", ".modal"),
        press("Link and Process Again", ".modal"),
        seeStatus("Resolved"),
        see("resolution", "Linked to a document"),
    ]),
});
