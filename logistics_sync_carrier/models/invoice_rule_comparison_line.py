# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .invoice_rule_comparison import RESULTS

DOUBTS = [
    ("time", "A time the rule needs was never told"),
    ("amount", "An amount is not known"),
    ("currency", "Amounts in different currencies"),
    ("draft", "The invoice is not posted yet"),
    ("ledger", "It is not known which shipment was invoiced"),
]


class LogisticsInvoiceRuleComparisonLine(models.Model):
    """One shipment: what the rule would have invoiced, and what was invoiced."""

    _name = "logistics.invoice.rule.comparison.line"
    _description = "Shipment Compared With Its Invoice"
    _order = "comparison_id, id"
    _rec_name = "shipment_id"

    comparison_id = fields.Many2one(
        "logistics.invoice.rule.comparison",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="comparison_id.company_id", store=True)
    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    would_invoice = fields.Boolean(string="Rule Invoices", readonly=True)
    rule_at = fields.Datetime(
        string="Rule Ready On",
        readonly=True,
        help="When all the rule asks for had happened and was known.",
    )
    with_fees = fields.Boolean(
        string="With Services",
        readonly=True,
        help="Both amounts hold the services and fees of the order, before down "
        "payments are deducted. Where an order had several shipments nobody can tell "
        "which of them a fee was invoiced with: it is left out on both sides.",
    )
    rule_amount = fields.Monetary(
        string="Rule's Amount",
        readonly=True,
        help="What the rule would have invoiced for the shipment, taxes included.",
    )
    invoice_names = fields.Char(string="Invoices", readonly=True)
    invoice_date = fields.Date(string="Invoiced On", readonly=True)
    invoice_amount = fields.Monetary(
        string="Invoiced Amount",
        readonly=True,
        help="What the invoices take for the shipment, taxes included.",
    )
    result = fields.Selection(RESULTS, required=True, readonly=True)
    doubt = fields.Selection(DOUBTS, string="Because", readonly=True)
    days = fields.Integer(
        string="Days Later",
        readonly=True,
        aggregator=None,
        help="Below zero: the rule would have invoiced earlier.",
    )
    amount_difference = fields.Monetary(string="Amount More", readonly=True)
