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

const X12_STATUS = [
    "ISA*00*          *00*          *02*TOUR           *ZZ*ACMESHIP       *261120*1705*U*00401*000000001*0*T*>~",
    "GS*QM*TOUR*ACMESHIP*20261120*1705*1*X*004010~",
    "ST*214*0001~",
    "B10*PRO-77**TOUR~",
    "L11*1Z-TOUR-8*2I~",
    "LX*1~",
    "AT7*D1*NS***20261120*1705*UT~",
    "SE*6*0001~",
    "GE*1*1~",
    "IEA*1*000000001~",
].join("\n");

function addRule(position, target, ...more) {
    const row = line("rule_ids", position);
    return [
        addLine("rule_ids"),
        // Taken from the fields that are offered, not typed to the end.
        {
            content: `Look for ${target}`,
            trigger: `${row} .o_field_widget[name='target'] input`,
            run: `edit ${target}`,
        },
        {
            content: `Take ${target}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${target})`,
            run: "click",
        },
        ...more.flatMap((step) => step(row)),
    ];
}

const from = (path) => (row) => [write("expression", path, row)];
const as = (label) => (row) => choose("transform", label, row);
const codesOf = (label) => (row) => choose("code_kind", label, row);

function tryIt(sample, ...words) {
    return [
        openTab("sample"),
        write("sample_code_list", "x12.214.AT701"),
        {
            content: "Paste a document and leave the field",
            trigger: ".o_field_widget[name='sample'] textarea",
            run: async (helpers) => {
                await helpers.edit(sample);
                await helpers.press("Tab");
            },
        },
        {
            content: "The result stands beside it",
            trigger: `.o_field_widget[name='preview_html']${words
                .map((word) => `:contains(${word})`)
                .join("")}`,
        },
        ...saveForm(),
        press("Keep as Contract Sample"),
        openTab("samples"),
        {
            content: "The sample is part of the contract",
            trigger: ".o_field_widget[name='sample_ids']:contains(As expected)",
        },
    ];
}

function newMapping(name) {
    return [
        ...openMenu("Configuration", "Mappings"),
        seeScreen("Mappings"),
        press("New", ".o_control_panel"),
        write("name", name),
    ];
}

function activate(name) {
    return [
        ...openMenu("Configuration", "Mappings"),
        openRow(name),
        press("Activate"),
        ...confirmDialog(),
        seeStatus("Active"),
    ];
}

function newConnector(name, code) {
    return [
        ...openMenu("Configuration", "Connectors"),
        seeScreen("Connectors"),
        press("New", ".o_control_panel"),
        write("name", name),
        write("code", code),
    ];
}

function byToken() {
    return [
        openTab("connection"),
        openTab("webhook"),
        pick("authentication", "Access token"),
        ...makeToken(),
    ];
}

function goLive() {
    return [
        openTab("operations"),
        openTab("readiness"),
        {
            content: "Nothing is missing",
            trigger:
                ".o_field_widget[name='readiness_html']:not(:contains(Before go-live))",
        },
        press("Go Live"),
        seeStatus("Live"),
    ];
}

function post(code, contentType, body) {
    return {
        content: "The partner posts a document with the token that was shown",
        trigger: ".o_form_view .o_statusbar_status",
        run: async () => {
            const answer = await fetch(`/logistics_sync/v1/${code}/events`, {
                method: "POST",
                headers: {
                    "Authorization": `Bearer ${token()}`,
                    "Content-Type": contentType,
                    "Idempotency-Key": `tour-${code}`,
                },
                body,
            });
            if (answer.status !== 202) {
                throw new Error(`${answer.status}: ${await answer.text()}`);
            }
        },
    };
}

const JSON_SCAN = JSON.stringify({
    parcel: { id: "1Z-TOUR-6" },
    status: "D1",
    at: "2026-11-20T17:05:00Z",
});

registry.category("web_tour.tours").add("logistics_sync_json_mapping", {
    url: "/odoo",
    steps: () => patient([
        // One field stands elsewhere with this partner; the rest is the template's.
        ...newMapping("Elbe scans"),
        ...link("template_id", "Parcel template"),
        openTab("rules"),
        ...addRule(1, "references.tracking_number", from("parcel.id")),
        openTab("effective"),
        {
            content: "What counts is shown with where it comes from",
            trigger:
                ".o_field_widget[name='effective_html']:contains(Parcel template v1):contains(instead of the template)",
        },
        ...tryIt(JSON_SCAN, "1Z-TOUR-6", "delivered"),
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_json_connector", {
    url: "/odoo",
    steps: () => patient([
        ...activate("Elbe scans"),
        ...newConnector("Elbe Parcel", "elbe-parcel"),
        ...link("mapping_id", "Elbe scans"),
        write("code_list", "x12.214.AT701"),
        openTab("connection"),
        openTab("webhook"),
        pick("authentication", "Access token"),
        ...saveForm(),
        openTab("operations"),
        openTab("readiness"),
        {
            content: "The missing secret is named",
            trigger:
                ".o_field_widget[name='readiness_html']:contains(no valid secret)",
        },
        press("Go Live"),
        {
            content: "It cannot go live yet",
            trigger: ".modal:contains(cannot go live yet):contains(no valid secret)",
        },
        {
            content: "Close the message",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        ...makeToken(),
        ...goLive(),
        post("elbe-parcel", "application/json", JSON_SCAN),
    ]),
});

function addColumn(position, name, header) {
    const row = line("column_ids", position);
    return [
        addLine("column_ids"),
        write("name", name, row),
        write("header", header, row),
    ];
}

registry.category("web_tour.tours").add("logistics_sync_csv_mapping", {
    url: "/odoo",
    steps: () => patient([
        ...newMapping("Oder scans"),
        ...choose("format", "CSV file"),
        openTab("columns"),
        ...addColumn(1, "parcel", "Parcel No."),
        ...addColumn(2, "status", "Status"),
        ...addColumn(3, "moment", "Scan Time"),
        openTab("rules"),
        ...addRule(1, "references.tracking_number", from("parcel")),
        ...addRule(2, "milestone", from("status"), as("Code"), codesOf("Shipment status")),
        ...addRule(3, "occurred_at", from("moment"), as("Date and time")),
        ...tryIt(
            "Parcel No.,Status,Scan Time\n1Z-TOUR-7,D1,2026-11-20T17:05:00Z\n",
            "1Z-TOUR-7",
            "delivered"
        ),
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_csv_connector", {
    url: "/odoo",
    steps: () => patient([
        ...activate("Oder scans"),
        ...newConnector("Oder Parcel", "oder-parcel"),
        ...choose("format", "CSV file"),
        ...link("mapping_id", "Oder scans"),
        write("code_list", "x12.214.AT701"),
        openTab("inbound"),
        ...choose("transport", "Watched folder"),
        {
            content: "Name the folder the partner puts its files in",
            trigger: ".o_field_widget[name='folder_url'] input",
            run: async (helpers) => {
                const [, folder] = document.cookie.match(/tour_folder=([^;]+)/);
                await helpers.edit(decodeURIComponent(folder));
            },
        },
        ...saveForm(),
        ...goLive(),
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_x12_connector", {
    url: "/odoo",
    steps: () => patient([
        // Status reports of X12 are understood as they are: no rule is written.
        ...newConnector("Neisse Freight", "neisse-freight"),
        ...choose("format", "EDI X12"),
        write("code_list", "x12.214.AT701"),
        ...byToken(),
        ...goLive(),
        post("neisse-freight", "application/edi-x12", X12_STATUS),
    ]),
});
