/** @odoo-module **/

import { Component } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 60;

/** The field of a rule: the fields of our document are offered with their meaning. */
export class TargetField extends Component {
    static template = "logistics_sync_base.TargetField";
    static components = { AutoComplete };
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        choices: { type: String, optional: true },
    };
    static defaultProps = { choices: "target_choices" };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get choices() {
        const { evalContext, data } = this.props.record;
        const name = this.props.choices;
        const choices = evalContext.parent?.[name] || data[name] || [];
        if (name === "target_choices") {
            return choices;
        }
        // What is read for an entry of a list stands within that entry.
        const within = (data.target || "").includes("[].");
        const mark = within ? "[]." : "[]";
        return choices
            .filter(({ path }) => path.includes(mark) === within)
            .map((choice) => ({ ...choice, path: choice.path.split("[].").at(-1) }));
    }

    get sources() {
        return [
            { optionSlot: "option", options: (request) => this.search(request) },
        ];
    }

    search(request) {
        const wanted = (request || "").toLowerCase();
        const found = this.choices.filter(
            (choice) =>
                choice.path.toLowerCase().includes(wanted) ||
                choice.description.toLowerCase().includes(wanted)
        );
        const options = found.slice(0, SHOWN).map((choice) => ({
            label: choice.path,
            data: choice,
            onSelect: () => this.update(choice.path),
        }));
        if (found.length > SHOWN) {
            options.push({
                label: _t("%s more: type to search", found.length - SHOWN),
                data: { path: "", kind: "", description: "", required: false },
            });
        }
        return options;
    }

    update(path) {
        return this.props.record.update({ [this.props.name]: path.trim() });
    }
}

export const targetField = {
    component: TargetField,
    displayName: _t("Field of our document"),
    supportedTypes: ["char"],
    extractProps: ({ placeholder, options }) => ({
        placeholder,
        choices: options.choices || "target_choices",
    }),
};

registry.category("fields").add("logistics_target", targetField);
