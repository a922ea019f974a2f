/** @odoo-module **/

import { registry } from "@web/core/registry";
import {
    addLine,
    choose,
    confirmDialog,
    line,
    link,
    makeToken,
    openMenu,
    openRow,
    openTab,
    patient,
    pick,
    press,
    saveForm,
    seeScreen,
    seeStatus,
    token,
    write,
} from "./steps";

const RECORD = "1Z-TOUR-5 D1 202611201705";

function addColumn(position, name, start, length) {
    const row = line("column_ids", position);
    return [
        addLine("column_ids"),
        write("name", name, row),
        write("start", start, row),
        write("length", length, row),
    ];
}

function addRule(position, target, column, ...more) {
    const row = line("rule_ids", position);
    return [
        addLine("rule_ids"),
        write("target", target, row),
        write("expression", column, row),
        ...more.flatMap((step) => step(row)),
    ];
}

const asStatus = (row) => [
    ...choose("transform", "Code", row),
    ...choose("code_kind", "Shipment status", row),
];
const asTime = (row) => [
    ...choose("transform", "Date and time", row),
    write("value_format", "%Y%m%d%H%M", row),
];

registry.category("web_tour.tours").add("logistics_sync_write_layout", {
    url: "/odoo",
    steps: () => patient([
        // How its files are read, tried on a sample before it counts.
        ...openMenu("Configuration", "Mappings"),
        seeScreen("Mappings"),
        press("New", ".o_control_panel"),
        write("name", "Rhine scans"),
        ...choose("format", "Fixed-width file"),
        openTab("columns"),
        ...addColumn(1, "parcel", 1, 9),
        ...addColumn(2, "status", 11, 2),
        ...addColumn(3, "moment", 14, 12),
        openTab("rules"),
        ...addRule(1, "references.tracking_number", "parcel"),
        ...addRule(2, "milestone", "status", asStatus),
        ...addRule(3, "occurred_at", "moment", asTime),
        openTab("sample"),
        write("sample_code_list", "x12.214.AT701"),
        {
            content: "Paste a record and leave the field",
            trigger: ".o_field_widget[name='sample'] textarea",
            run: `edit ${RECORD} && press Tab`,
        },
        {
            content: "The result stands beside it",
            trigger:
                ".o_field_widget[name='preview_html']:contains(1Z-TOUR-5):contains(2026-11-20T17:05:00Z):contains(delivered)",
        },
        ...saveForm(),
        press("Keep as Contract Sample"),
        openTab("samples"),
        {
            content: "The sample is part of the contract",
            trigger: ".o_field_widget[name='sample_ids']:contains(As expected)",
        },
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_connect_partner", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Configuration", "Mappings"),
        openRow("Rhine scans"),
        press("Activate"),
        ...confirmDialog(),
        seeStatus("Active"),
        // Who sends them, and with which secret.
        ...openMenu("Configuration", "Connectors"),
        seeScreen("Connectors"),
        press("New", ".o_control_panel"),
        write("name", "Rhine Parcel"),
        write("code", "rhine-parcel"),
        ...choose("format", "Fixed-width file"),
        ...link("mapping_id", "Rhine scans"),
        write("code_list", "x12.214.AT701"),
        openTab("connection"),
        openTab("webhook"),
        pick("authentication", "Access token"),
        ...makeToken(),
        press("Go Live"),
        seeStatus("Live"),
        {
            content: "The partner is let in with the secret that was shown",
            trigger: ".o_form_view .o_statusbar_status",
            run: async () => {
                const answer = await fetch("/logistics_sync/v1/rhine-parcel/events", {
                    method: "POST",
                    headers: {
                        "Authorization": `Bearer ${token()}`,
                        "Content-Type": "text/plain",
                        "Idempotency-Key": "tour-1",
                    },
                    body: RECORD,
                });
                if (answer.status !== 202) {
                    throw new Error(`${answer.status}: ${await answer.text()}`);
                }
            },
        },
    ]),
});
