/** @odoo-module **/

import { registry } from "@web/core/registry";
import { choose, openRow, patient, press, see } from "./steps";

registry.category("web_tour.tours").add("logistics_sync_read_and_mend", {
    steps: () => patient([
        {
            content: "The order says in red that it is out of step",
            trigger: ".o_field_widget[name='sync_state'] .text-bg-danger",
        },
        {
            content: "Open its messages",
            trigger: ".o-form-buttonbox button[name='action_view_sync_messages']",
            run: "click",
        },
        {
            content: "Only its own message is listed",
            trigger:
                ".o_list_view:has(.o_data_row:contains(Rhine Parcel)):not(:has(.o_data_row + .o_data_row))",
        },
        openRow("Rhine Parcel"),
        see("reading_sentence", "ZUGESTELLT"),
        see("reading_html", "What Rhine Parcel Sent"),
        see("reading_html", "1Z-READ-1"),
        press("Answer"),
        see("external_code", "ZUGESTELLT", ".modal"),
        ...choose("internal_code", "Delivered", ".modal"),
        press("Save and Process", ".modal"),
        see("reading_sentence", "in the queue"),
    ]),
});
