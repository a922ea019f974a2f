# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import formatLang

from ..core import rule_comparison as core

RESULTS = [
    (core.SAME, "Same"),
    (core.OTHER_AMOUNT, "Other amount"),
    (core.EARLIER, "Rule earlier"),
    (core.LATER, "Rule later"),
    (core.ONLY_RULE, "Only the rule"),
    (core.ONLY_INVOICE, "Only the invoice"),
    (core.UNKNOWN, "Cannot be told"),
    (core.NEITHER, "Neither yet"),
]


class LogisticsInvoiceRuleComparison(models.Model):
    """How a rule that is not in use would have done with past shipments.

    Made by a button, never written by hand: somebody decides on it.
    """

    _name = "logistics.invoice.rule.comparison"
    _description = "Comparison With Past Invoices"
    _order = "id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        "logistics.invoice.rule",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    rule_sentence = fields.Char(string="What It Demanded", readonly=True)
    # Version and proposal of the rule at that time.
    basis = fields.Char(readonly=True)
    is_outdated = fields.Boolean(compute="_compute_is_outdated")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    date_from = fields.Date(string="Shipped From", required=True, readonly=True)
    date_to = fields.Date(string="Shipped To", required=True, readonly=True)
    is_cut_off = fields.Boolean(string="Not All Compared", readonly=True)
    shipment_limit = fields.Integer(string="At Most", readonly=True)
    line_ids = fields.One2many(
        "logistics.invoice.rule.comparison.line",
        "comparison_id",
        string="Shipments",
        readonly=True,
    )
    comparable_count = fields.Integer(
        string="Shipments Compared",
        readonly=True,
        help="Those of which both sides are known and at least one invoices.",
    )
    match_percentage = fields.Float(
        string="Match",
        digits=(5, 1),
        readonly=True,
        aggregator=None,
        help="Shipments that the rule would have invoiced on the same day with the "
        "same amount, of all that could be compared; rounded down.",
    )
    match_text = fields.Char(compute="_compute_match_text", string="Match Shown")
    same_count = fields.Integer(string="Same", readonly=True)
    amount_count = fields.Integer(string="Other Amount", readonly=True)
    earlier_count = fields.Integer(string="Rule Earlier", readonly=True)
    later_count = fields.Integer(string="Rule Later", readonly=True)
    only_rule_count = fields.Integer(string="Only the Rule", readonly=True)
    only_invoice_count = fields.Integer(string="Only the Invoice", readonly=True)
    unknown_count = fields.Integer(string="Cannot Be Told", readonly=True)
    neither_count = fields.Integer(string="Neither Yet", readonly=True)

    @api.depends("rule_id.version", "basis")
    def _compute_is_outdated(self):
        for comparison in self:
            rule = comparison.rule_id
            comparison.is_outdated = (
                rule._is_comparable() and comparison.basis != rule._get_basis()
            )

    @api.depends("match_percentage", "comparable_count")
    @api.depends_context("lang")
    def _compute_match_text(self):
        for comparison in self:
            match = formatLang(self.env, comparison.match_percentage, digits=1)
            comparison.match_text = (
                self.env._("%s %%", match)
                if comparison.comparable_count
                else self.env._("Nothing to compare")
            )

    def _get_summary(self):
        """One sentence for who decides about the rule."""
        self.ensure_one()
        if self.is_outdated:
            return self.env._(
                "The rule has changed since it was compared with past invoices."
            )
        if not self.comparable_count:
            return self.env._("No past shipment could be compared.")
        return self.env._(
            "%(match)s match with past invoices (%(same)s of %(total)s shipments).",
            match=self.match_text,
            same=self.same_count,
            total=self.comparable_count,
        )

    @api.model
    @api.private
    def _prepare_counts(self, counts):
        """Values of ``counts`` {result: shipments}."""
        match = core.get_match(counts)
        return {
            **{f"{result}_count": counts.get(result, 0) for result, _label in RESULTS},
            "comparable_count": sum(counts.get(one, 0) for one in core.COMPARABLE),
            "match_percentage": float(match or 0),
        }
