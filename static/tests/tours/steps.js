/** @odoo-module **/

import { stepUtils } from "@web_tour/tour_utils";

/** Open a screen of Logistics Sync by its menus, as a person does. */
export function openMenu(...labels) {
    const [section, entry] = labels;
    const steps = [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open Logistics Sync",
            trigger: ".o_app[data-menu-xmlid='logistics_sync_base.menu_logistics_root']",
            run: "click",
        },
        {
            content: "Logistics Sync is open",
            trigger: ".o_menu_brand:text(Logistics Sync)",
        },
        {
            content: `Choose ${section}`,
            trigger: `.o_menu_sections [data-section]:contains(${section})`,
            run: "click",
        },
    ];
    if (entry) {
        steps.push({
            content: `Choose ${entry}`,
            trigger: `.o-dropdown--menu .o-dropdown-item:text(${entry})`,
            run: "click",
        });
    }
    return steps;
}

/** The view on the screen, so that a step never acts on the screen before it. */
export function seeScreen(title) {
    return {
        content: `The screen ${title} is shown`,
        trigger: `.o_breadcrumb:contains(${title})`,
    };
}

/** Choose in a selection field. */
export function choose(field, label, scope = "") {
    return [
        {
            content: `Open the choices of ${field}`,
            trigger: `${scope} .o_field_widget[name='${field}'] input.o_select_menu_toggler`,
            run: "click",
        },
        {
            content: `Choose ${label}`,
            trigger: `.o_select_menu_item:text(${label})`,
            run: "click",
        },
    ];
}

/** Type into a field that searches records, and take the record offered. */
export function link(field, text, scope = "") {
    return [
        {
            content: `Look for ${text}`,
            trigger: `${scope} .o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Take ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
            run: "click",
        },
        {
            content: `${text} is taken`,
            trigger: `${scope} .o_field_widget[name='${field}'] input:value(${text})`,
        },
    ];
}

/** Type into a field. */
export function write(field, text, scope = "") {
    return {
        content: `Fill in ${field}`,
        trigger: `${scope} .o_field_widget[name='${field}'] :is(input, textarea)`,
        run: `edit ${text}`,
    };
}

/** Press a button of the form or dialog. */
export function press(label, scope = ".o_form_view") {
    return {
        content: `Press ${label}`,
        trigger: `${scope} button:text(${label}):enabled`,
        run: "click",
    };
}

/** Open the record of a list whose row says so. */
export function openRow(text) {
    return {
        content: `Open the line with ${text}`,
        trigger: `.o_list_view .o_data_row:contains(${text}) .o_data_cell:contains(${text})`,
        run: "click",
    };
}

/** Wait until a field shows a value. */
export function see(field, text, scope = ".o_form_view") {
    return {
        content: `${field} says ${text}`,
        trigger: `${scope} .o_field_widget[name='${field}']:contains(${text})`,
    };
}

/** Wait until the form's status bar stands at a state. */
export function seeStatus(label) {
    return {
        content: `The status is ${label}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
    };
}

/** Steps that bear a machine busy with something else at the same time. */
export function patient(steps) {
    return steps.map((step) => ({ timeout: 60000, ...step }));
}

export const DIALOG = ".modal:last";

/** Open a page of the form. */
export function openTab(name) {
    return {
        content: `Open the page ${name}`,
        trigger: `.o_notebook_headers .nav-link[name='${name}']`,
        run: "click",
    };
}

/** Add a line to an editable list; the steps wait for that very line. */
export function addLine(list) {
    return {
        content: `Add a line to ${list}`,
        trigger: `.o_field_widget[name='${list}'] .o_field_x2many_list_row_add :is(a, button)`,
        run: "click",
    };
}

/** The line of an editable list that is being typed, counted from 1. */
export function line(list, position) {
    return `.o_field_widget[name='${list}'] .o_data_row:nth-child(${position}).o_selected_row`;
}

/** Say yes to the question a button asks. */
export function confirmDialog() {
    return [
        {
            content: "Say yes",
            trigger: `${DIALOG} .modal-footer .btn-primary`,
            run: "click",
        },
        { content: "The question is gone", trigger: "body:not(:has(.modal))" },
    ];
}

/** Save the form. */
export function saveForm() {
    return stepUtils.saveForm();
}

/** Choose one of several round buttons. */
export function pick(field, label) {
    return {
        content: `Pick ${label}`,
        trigger: `.o_field_widget[name='${field}'] .o_radio_item:contains(${label}) input`,
        run: "click",
    };
}

let secret = "";

/** The token that was shown last. */
export function token() {
    return secret;
}

/** Make an access token for a new connector; it is shown once. */
export function makeToken() {
    return [
        openTab("connection"),
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
    ];
}
