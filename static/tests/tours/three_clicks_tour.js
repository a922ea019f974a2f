/** @odoo-module **/

import { registry } from "@web/core/registry";
import { confirmDialog, DIALOG, link, press, seeScreen, write, patient } from "./steps";

const tours = registry.category("web_tour.tours");
const MOST_CLICKS = 3;
const clicks = { count: 0, focused: null, counting: false };

/** A click into the field that has the focus already is none a person would make. */
function startCounting() {
    if (!clicks.counting) {
        clicks.counting = true;
        document.addEventListener(
            "pointerdown",
            (ev) => (clicks.focused = ev.target === document.activeElement),
            true
        );
        document.addEventListener("click", () => (clicks.count += clicks.focused ? 0 : 1), true);
    }
    clicks.count = 0;
}

const row = (words) => `.o_list_view .o_data_row:contains(${words})`;

/** Answer the question with these words from the list, and count the clicks. */
function answer(words, steps, end) {
    return [
        { content: `${words}: wait for its line`, trigger: row(words), run: startCounting },
        {
            content: `${words}: Answer`,
            trigger: `${row(words)} button[name='action_solve']`,
            run: "click",
        },
        ...steps,
        {
            content: `${words}: answered with few clicks`,
            trigger: end,
            run: () => {
                if (!clicks.count || clicks.count > MOST_CLICKS) {
                    throw new Error(`${words}: ${clicks.count} clicks`);
                }
            },
        },
    ];
}

const gone = (words) => `.o_list_view:not(:has(.o_data_row:contains(${words})))`;
const isGone = (words, ...steps) => answer(words, steps, gone(words));

/** What is done behind the screen: a word that it goes on, and the word away again. */
function isProcessed(words) {
    return [
        ...answer(words, [], ".o_notification"),
        {
            content: "Put the word away",
            trigger: ".o_notification .o_notification_close",
            run: "click",
        },
        { content: "It is away", trigger: "body:not(:has(.o_notification))" },
    ];
}

const because = (reason, button) => [write("reason", reason, ".modal"), press(button, ".modal")];
const linkTo = (name) => [
    ...link("shipment_id", name, ".modal"),
    press("Link and Process Again", ".modal"),
];

tours.add("logistics_sync_three_clicks", {
    url: "/odoo/logistics-exceptions",
    steps: () => patient([
        seeScreen("Exceptions"),
        ...isGone("1Z-CLICK-UNKNOWN", ...linkTo("1Z-CLICK-KNOWN")),
        ...isGone("1Z-CLICK-TORN", ...linkTo("1Z-CLICK-TORN")),
        ...isGone("fits several", ...linkTo("1Z-CLICK-HALF")),
        ...answer(
            "ZUGESTELLT",
            // The cursor is in the field already: typing finds the meaning.
            [
                {
                    content: "Type what it means",
                    trigger: ".modal .o_field_widget[name='internal_code'] input",
                    run: "edit Delivered",
                },
                {
                    content: "Take what is found",
                    trigger: ".o_select_menu_item:text(Delivered)",
                    run: "click",
                },
                press("Save and Process", ".modal"),
            ],
            gone("ZUGESTELLT")
        ),
        ...isProcessed("not as agreed"),
        ...isProcessed("no active mapping"),
        ...isGone("has not acknowledged", ...because("They have it, says their phone", "Ignore")),
        ...isGone("is late", ...because("The driver brings it on Monday", "Ignore")),
        ...answer(
            "another period",
            because("Agreed with the accountant", "Ask"),
            "body:not(:has(.modal))"
        ),
        {
            content: "Choose what a partner sent broken",
            trigger: row("cannot be read"),
            run: startCounting,
        },
        {
            content: "Tick it",
            trigger: `${row("cannot be read")} .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "Ignore it",
            trigger: ".o_control_panel button[name='action_ignore']",
            run: "click",
        },
        ...because("They sent it again by mail", "Ignore"),
        {
            content: "Ignored with few clicks",
            trigger: gone("cannot be read"),
            run: () => {
                if (!clicks.count || clicks.count > MOST_CLICKS) {
                    throw new Error(`To ignore: ${clicks.count} clicks`);
                }
            },
        },
    ]),
});

tours.add("logistics_sync_approve_override", {
    url: "/odoo/logistics-exceptions",
    steps: () => patient([
        seeScreen("Exceptions"),
        ...isProcessed("No tax"),
        ...isGone("another period", ...because("The period is right", "Approve")),
        ...answer(
            "did not come within",
            [press("Process Without Waiting"), ...confirmDialog()],
            ".o_form_view:has(.o_arrow_button_current:contains(Released))"
        ),
    ]),
});

tours.add("logistics_sync_replace_a_secret", {
    url: "/odoo/logistics-exceptions",
    steps: () => patient([
        seeScreen("Exceptions"),
        ...answer(
            "has no successor",
            [
                press("Make a New Secret"),
                {
                    content: "Say yes",
                    trigger: `${DIALOG} .modal-footer .btn-primary`,
                    run: "click",
                },
            ],
            `${DIALOG} .o_field_widget[name='secret']`
        ),
    ]),
});
