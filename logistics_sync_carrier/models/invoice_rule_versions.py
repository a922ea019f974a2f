# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models
from odoo.exceptions import UserError

from odoo.addons.logistics_sync_base.models.setups.versioned import APPLIED, APPLYING

CONDITION = "logistics.invoice.rule.condition"
FINANCE = "logistics_sync_base.group_logistics_finance"


class LogisticsSyncSetup(models.AbstractModel):
    _inherit = "logistics.sync.setup"

    @api.model
    def _get_row_names(self):
        return super()._get_row_names() | {CONDITION: ("kind", "letter")}

    @api.model
    @api.private
    def _get_part_names(self):
        return super()._get_part_names() | {
            "rule": ("", "logistics.invoice.rule"),
            "conditions": (self.env._("Condition"), CONDITION),
        }


class LogisticsInvoiceRule(models.Model):
    """When to invoice is decided by two people; the version before is one click away.

    What is saved about a rule in force changes nothing until somebody else of finance
    has approved it. Stopping a rule waits for nobody.
    """

    _name = "logistics.invoice.rule"
    _inherit = [
        "logistics.invoice.rule",
        "logistics.sync.versioned",
        "mail.activity.mixin",
    ]

    @api.model
    def _get_setup_fields(self):
        setups = self.env["logistics.sync.setup"]
        return {field.name for field in setups._get_fields(self._name)} | {
            "condition_ids"
        }

    @api.model
    @api.private
    def _get_setup_approvers(self):
        return FINANCE

    @api.private
    def _get_setup(self):
        self.ensure_one()
        setups, rule = self.env["logistics.sync.setup"], self.sudo()
        rule.env.flush_all()
        rule.invalidate_recordset(["condition_ids"])
        return {
            "rule": setups._read(rule),
            "local": setups._read_local(rule),
            "conditions": setups._read_rows(rule.condition_ids, "rule_id"),
        }

    @api.private
    def _apply_setup(self, setup):
        self.ensure_one()
        setups = self.env["logistics.sync.setup"]
        rule = self.sudo().with_context(**{APPLYING: APPLIED})
        values = setups._prepare(self._name, setup["rule"], self.company_id)
        values |= setups._prepare_local(self._name, setup["local"])
        values["condition_ids"] = setups._prepare_rows(
            rule.condition_ids, "rule_id", setup["conditions"], self.company_id
        )
        rule.write(values)

    # --------------------------------------------------------------- approval
    @api.model
    def _is_two_person(self, company):
        environments = self.env["logistics.sync.environment"]
        always = company.sudo().logistics_approve_changes == "always"
        return always or environments._get_environment() == "production"

    def _needs_setup_approval(self, vals):
        if not self._is_two_person(self.company_id):
            return False
        stops = vals.keys() == {"active"} and not vals["active"]
        return not stops and (self.active or bool(vals.get("active")))

    def _is_in_use(self):
        return self.active

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su or self.env.context.get(APPLYING) is APPLIED:
            return super().create(vals_list)
        companies = self.env["res.company"]
        asked = [
            vals.get("active", True)
            and self._is_two_person(
                companies.browse(vals.get("company_id") or self.env.company.id)
            )
            for vals in vals_list
        ]
        rules = super().create(
            [
                {**vals, "active": False} if ask else vals
                for vals, ask in zip(vals_list, asked, strict=True)
            ]
        )
        for rule, ask in zip(rules, asked, strict=True):
            if ask:
                rule._propose({"active": True})
        return rules

    def write(self, vals):
        free = self._hold_changes(vals)
        return super(LogisticsInvoiceRule, free).write(vals)


class LogisticsInvoiceRuleCondition(models.Model):
    """Conditions are changed with their rule: its approval covers them."""

    _inherit = "logistics.invoice.rule.condition"

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        conditions._check_with_rule()
        return conditions

    def write(self, vals):
        self._check_with_rule()
        result = super().write(vals)
        self._check_with_rule()
        return result

    def unlink(self):
        self._check_with_rule()
        return super().unlink()

    def _check_with_rule(self):
        if self.env.su or self.env.context.get(APPLYING) is APPLIED:
            return
        change = {"condition_ids": [Command.clear()]}
        if any(rule._needs_setup_approval(change) for rule in self.rule_id):
            raise UserError(
                self.env._("Change conditions on the form of their rule and save it.")
            )
