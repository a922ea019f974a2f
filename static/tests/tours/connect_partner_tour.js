/** @odoo-module **/

import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";
import { choose, link, openMenu, press, seeScreen, seeStatus, write, patient } from "./steps";

const DIALOG = ".modal:last";
const RECORD = "1Z-TOUR-5 D1 202611201705";
let secret = "";

function openTab(name) {
    return {
        content: `Open the page ${name}`,
        trigger: `.o_notebook_headers .nav-link[name='${name}']`,
        run: "click",
    };
}

/** Add a line to an editable list; the steps wait for that very line. */
function addLine(list) {
    return {
        content: `Add a line to ${list}`,
        trigger: `.o_field_widget[name='${list}'] .o_field_x2many_list_row_add :is(a, button)`,
        run: "click",
    };
}

function line(list, position) {
    return `.o_field_widget[name='${list}'] .o_data_row:nth-child(${position}).o_selected_row`;
}

function addColumn(position, name, start, length) {
    const row = line("column_ids", position);
    return [
        addLine("column_ids"),
        write("name", name, row),
        write("start", start, row),
        write("length", length, row),
    ];
}

function addRule(position, target, column, transform, options) {
    const row = line("rule_ids", position);
    const steps = [
        addLine("rule_ids"),
        write("target", target, row),
        write("expression", column, row),
    ];
    if (transform) {
        steps.push(...choose("transform", transform, row), write("options", options, row));
    }
    return steps;
}

registry.category("web_tour.tours").add("logistics_sync_connect_partner", {
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
        ...addRule(2, "milestone", "status", "Code", '{"kind": "milestone"}'),
        ...addRule(3, "occurred_at", "moment", "Datetime", '{"format": "%Y%m%d%H%M"}'),
        openTab("sample"),
        {
            content: "Paste a record and leave the field",
            trigger: ".o_field_widget[name='sample'] textarea",
            run: `edit ${RECORD} && press Tab`,
        },
        {
            content: "The preview shows what becomes of the sample",
            trigger:
                ".o_field_widget[name='preview_html']:contains(1Z-TOUR-5):contains(2026-11-20T17:05:00Z)",
        },
        press("Activate"),
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
        ...choose("authentication", "Access token"),
        openTab("credentials"),
        addLine("credential_ids"),
        ...choose("kind", "Access token", line("credential_ids", 1)),
        ...stepUtils.saveForm(),
        {
            content: "Make the secret",
            trigger: ".o_field_widget[name='credential_ids'] button[name='action_generate']",
            run: "click",
        },
        {
            content: "It is shown, once",
            trigger: `${DIALOG} .o_field_widget[name='secret']`,
            run: ({ anchor }) => {
                secret = anchor.querySelector("span").textContent.trim();
            },
        },
        press("I Have Copied It", DIALOG),
        {
            content: "Only its last characters stay on the screen",
            trigger: ".o_field_widget[name='credential_ids'] .o_data_row [name='hint']",
            run: ({ anchor }) => {
                const hint = anchor.textContent.trim();
                if (!hint || !secret.endsWith(hint) || hint.length > 4) {
                    throw new Error(`The hint is ${hint}`);
                }
                if (document.body.textContent.includes(secret)) {
                    throw new Error("The secret is still on the screen");
                }
            },
        },
        press("Go Live"),
        seeStatus("Live"),
        {
            content: "The partner is let in with the secret that was shown",
            trigger: ".o_form_view .o_statusbar_status",
            run: async () => {
                const answer = await fetch("/logistics_sync/v1/rhine-parcel/events", {
                    method: "POST",
                    headers: {
                        "Authorization": `Bearer ${secret}`,
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
