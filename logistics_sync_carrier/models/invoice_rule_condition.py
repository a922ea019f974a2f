# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

CONDITION_KINDS = [
    ("dispatched", "Shipped"),
    ("delivered", "Delivered"),
    ("proof_of_delivery", "Proof of delivery received"),
    ("export_cleared", "Export cleared"),
    ("customs_cleared", "Customs cleared"),
    ("freight_validated", "Freight charges validated"),
    ("tax_validated", "Taxes complete"),
]


class LogisticsInvoiceRuleCondition(models.Model):
    """One fact an invoicing rule asks for."""

    _name = "logistics.invoice.rule.condition"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Invoicing Condition"
    _order = "rule_id, sequence, id"
    _rec_name = "kind"

    rule_id = fields.Many2one(
        "logistics.invoice.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(CONDITION_KINDS, string="Condition", required=True)
    letter = fields.Selection(
        string="Group",
        selection=[(letter, letter) for letter in "ABCDE"],
        help="Conditions with the same letter belong together. Under “All of these” "
        "one condition of a letter is enough; under “One of these” all conditions "
        "of a letter are needed.",
    )

    _kind_unique = models.UniqueIndex(
        "(rule_id, kind, COALESCE(letter, ''))",
        "A rule asks for each condition once.",
    )

    def _get_label(self):
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels[self.kind].lower()

    @api.model_create_multi
    def create(self, vals_list):
        conditions = super().create(vals_list)
        # The first conditions of a rule are its version 1.
        conditions.rule_id.filtered(
            lambda rule: rule.condition_ids - conditions
        )._bump_version()
        return conditions

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "letter"} & vals.keys():
            self.rule_id._bump_version()
        return result

    def unlink(self):
        rules = self.rule_id
        result = super().unlink()
        rules.exists()._bump_version()
        return result
