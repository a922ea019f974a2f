/** @odoo-module **/

import { registry } from "@web/core/registry";
import {
    confirmDialog,
    DIALOG,
    link,
    openMenu,
    openRow,
    patient,
    press,
    see,
    seeScreen,
    seeStatus,
    write,
} from "./steps";

let token = "";

/** The line of a step says whether it is done. */
function seeDone(step) {
    return {
        content: `${step} is done`,
        trigger: `.o_field_widget[name='step_ids'] .o_data_row:contains(${step}) [name='is_done'] input:checked`,
    };
}

function seeNext(step) {
    return see("next_step", step);
}

/** Close the dialog of a step; what it changed is kept. */
function keep() {
    return [
        press("Save", DIALOG),
        { content: "The dialog is gone", trigger: "body:not(:has(.modal))" },
    ];
}

/** A document of the partner's test system, as it posts it. */
function post(number) {
    return {
        content: `The partner posts document ${number}`,
        trigger: ".o_form_view .o_statusbar_status",
        run: async () => {
            const numbers = ["shipment", "order", "delivery", "bill_of_lading", "pro_number"];
            const body = {
                schema: "delivery_event/1.0",
                event_type: "test_fact",
                milestone: "delivered",
                classifier: "actual",
                reason: null,
                scope: "package",
                occurred_at: {
                    utc: "2026-11-20T17:05:00Z",
                    offset_minutes: 0,
                    precision: "minute",
                    offset_source: "payload",
                },
                references: {
                    tracking_number: `1Z-TRIAL-${number}`,
                    ...Object.fromEntries(numbers.map((name) => [name, null])),
                },
                location: null,
                carrier: null,
                items: [],
                proof_of_delivery: null,
                estimated_delivery: null,
            };
            const answer = await fetch("/logistics_sync/v1/spree-parcel/events", {
                method: "POST",
                headers: {
                    "Authorization": `Bearer ${token}`,
                    "Content-Type": "application/json",
                    "Idempotency-Key": `trial-${number}`,
                },
                body: JSON.stringify(body),
            });
            if (answer.status !== 202) {
                throw new Error(`${answer.status}: ${await answer.text()}`);
            }
        },
    };
}

registry.category("web_tour.tours").add("logistics_sync_onboarding_prepare", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Configuration", "Connect a Partner"),
        seeScreen("Onboarding"),
        press("New", ".o_control_panel"),
        write("name", "Spree Parcel"),
        ...link("template_id", "Partner that posts to us with a token"),
        see("guidance", "Who enters our address"),
        {
            content: "Save, so that there are steps",
            trigger: ".o_form_button_save",
            run: "click",
        },
        seeNext("Choose what kind of partner it is"),
        press("Begin"),
        seeNext("Exchange keys and passwords"),
        // The partner cannot be made active by one person, nor before it is proven.
        press("Continue"),
        {
            content: "Make the secret",
            trigger: `${DIALOG} .o_field_widget[name='credential_ids'] button[name='action_generate']`,
            run: "click",
        },
        {
            content: "It is shown, once",
            trigger: `${DIALOG} .o_field_widget[name='secret']`,
            run: ({ anchor }) => {
                token = anchor.querySelector("span").textContent.trim();
            },
        },
        press("I Have Copied It", DIALOG),
        {
            content: "It is nowhere on the screen any more",
            trigger: "body:not(:has(.modal))",
            run: () => {
                if (!token || document.body.textContent.includes(token)) {
                    throw new Error("The secret is still on the screen");
                }
            },
        },
        seeNext("Name who answers for it"),
        press("Continue"),
        ...link("technical_owner_id", "Second Administrator", DIALOG),
        ...keep(),
        seeNext("Test the samples"),
        press("Continue"),
        {
            content: "All samples come out as agreed",
            trigger: `${DIALOG} .o_field_widget[name='contract_state']:contains(Kept)`,
        },
        press("Close", DIALOG),
        seeNext("Try it with the partner's test system"),
        seeDone("Test the samples"),
        press("Continue"),
        seeStatus("On trial"),
        post(1),
        post(2),
        post(3),
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_onboarding_ask", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Configuration", "Connect a Partner"),
        openRow("Spree Parcel"),
        see("next_missing", "Press Finish the Trial"),
        press("Finish the Trial"),
        seeNext("Have a second person approve it"),
        seeDone("Try it with the partner's test system"),
        press("Continue"),
        seeStatus("Waiting for approval"),
        {
            content: "Who worked on it has no button to approve it",
            trigger: ".o_form_view:not(:has(button[name='action_approve']))",
        },
    ]),
});

registry.category("web_tour.tours").add("logistics_sync_onboarding_approve", {
    url: "/odoo",
    steps: () => patient([
        ...openMenu("Configuration", "Connect a Partner"),
        openRow("Spree Parcel"),
        {
            content: "Everything is proven",
            trigger: ".alert:contains(Everything is proven)",
        },
        press("Approve and Activate"),
        ...confirmDialog(),
        seeStatus("Active"),
        {
            content: "It says so",
            trigger: ".alert:contains(The partner is active)",
        },
    ]),
});
