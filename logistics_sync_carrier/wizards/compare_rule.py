# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class LogisticsCompareRule(models.TransientModel):
    """Asks which past shipments a rule is tried on."""

    _name = "logistics.compare.rule"
    _description = "Compare With Past Invoices"

    rule_id = fields.Many2one(
        "logistics.invoice.rule", required=True, readonly=True, ondelete="cascade"
    )
    date_from = fields.Date(
        string="Shipped From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=30),
    )
    date_to = fields.Date(
        string="Shipped To", required=True, default=fields.Date.context_today
    )

    def action_compare(self):
        """Button: try the rule and show how it would have done."""
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The first day, %s, is after the last one.", self.date_from)
            )
        comparison = self.rule_id._compare(self.date_from, self.date_to)
        return comparison._get_records_action(name=self.env._("Comparison"), context={})
