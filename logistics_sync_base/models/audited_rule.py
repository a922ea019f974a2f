# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, models

from ..core.financial import is_financial

AUTOMATIC = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class LogisticsSyncAuditedRule(models.AbstractModel):
    """Mixed into rules that decide what documents mean: each change is on record.

    What touches money is marked as such and has to be reviewed by a second person.
    """

    _name = "logistics.sync.audited.rule"
    _description = "Rule Whose Changes Are on Record"

    def _is_financial_rule(self):
        """Whether this rule touches tax, freight, references or posting."""
        self.ensure_one()
        return False

    def _get_reviewed_record(self):
        """What a reviewer looks at: the rule itself, or what it is a part of."""
        self.ensure_one()
        return self

    # --------------------------------------------------------------- changes
    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        if self._is_on_record():
            for rule in rules:
                rule._note_change(
                    self.env._("Rule added"), {}, rule._tell_values(rule._get_told())
                )
        return rules

    def write(self, vals):
        if not self or not self._is_on_record():
            return super().write(vals)
        names = self._get_told() & set(vals)
        before = {
            rule: (rule._is_financial_rule(), rule._tell_values(names)) for rule in self
        }
        result = super().write(vals)
        for rule, (was_financial, old) in before.items():
            new = rule._tell_values(names)
            changed = [name for name in new if old[name] != new[name]]
            if changed:
                rule._note_change(
                    self.env._("Rule changed"),
                    {name: old[name] for name in changed},
                    {name: new[name] for name in changed},
                    was_financial,
                )
        return result

    def unlink(self):
        if self._is_on_record():
            for rule in self:
                told = rule._tell_values(rule._get_told())
                rule._note_change(self.env._("Rule deleted"), told, {})
        return super().unlink()

    @api.model
    def _is_on_record(self):
        """Not while addons are installed: what they bring is in their release."""
        return self.env.registry.ready and not self.env.context.get("install_mode")

    @api.model
    def _get_told(self):
        """Names of the fields whose values are told: all that somebody enters."""
        return {
            name
            for name, field in self._fields.items()
            if name not in AUTOMATIC
            and field.store
            and (field.column_type or field.type == "many2many")
            and (not field.compute or not field.readonly)
        }

    def _tell_values(self, names):
        """{label: value as text} of fields that hold something, and of all named."""
        self.ensure_one()
        told = {}
        for name in sorted(names):
            field = self._fields[name]
            told[field._description_string(self.env)] = self._tell_value(field)
        return told

    def _tell_value(self, field):
        """One value as a reader understands it; empty where nothing is said."""
        value = self[field.name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.relational:
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "monetary":
            return self._tell_amount(field, value)
        if value is False or value is None:
            return ""
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        return str(value)

    def _tell_amount(self, field, value):
        currency = self[field.get_currency_field(self)]
        return f"{value:.{currency.decimal_places}f} {currency.name or ''}".strip()

    def _note_change(self, summary, before, after, was_financial=False):
        self.ensure_one()
        financial = was_financial or self._is_financial_rule()
        about = self._get_reviewed_record()
        if not self._is_about_anything(before, after):
            return
        entry = self.env["logistics.sync.audit.entry"]._note(
            "change",
            f"{summary}: {self.display_name}",
            about,
            before=before,
            after={key: value for key, value in after.items() if value or before},
            is_financial=financial,
        )
        if financial and self.env.uid != SUPERUSER_ID:
            self.env["logistics.sync.rule.review"].sudo()._ask(about, entry)

    def _is_about_anything(self, before, after):
        return any(before.values()) or any(after.values())


class LogisticsSyncMappingRule(models.Model):
    _name = "logistics.sync.mapping.rule"
    _inherit = ["logistics.sync.mapping.rule", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return is_financial(self.target, self.code_kind)

    def _get_reviewed_record(self):
        return self.mapping_id


class LogisticsSyncCodeMap(models.Model):
    _name = "logistics.sync.code.map"
    _inherit = ["logistics.sync.code.map", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return is_financial("", self.kind)


class LogisticsSyncEventConsequence(models.Model):
    _name = "logistics.sync.event.consequence"
    _inherit = ["logistics.sync.event.consequence", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return self.event_type_id.category == "financial"

    def _get_reviewed_record(self):
        return self.event_type_id
