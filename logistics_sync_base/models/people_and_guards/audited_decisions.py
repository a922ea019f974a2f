# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules of the base that decide whose prices and facts count."""

from odoo import models

MONEY_PARTS = ("any", "price", "terms", "bank", "references")
MONEY_OBJECTS = (
    "customer_invoice",
    "supplier_invoice",
    "freight_charge",
    "freight_invoice",
    "payment",
)


class LogisticsSyncOwnership(models.Model):
    _name = "logistics.sync.ownership"
    _inherit = ["logistics.sync.ownership", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        """Whose prices, terms, bank and references count, and whose invoices."""
        return self.part in MONEY_PARTS or self.object in MONEY_OBJECTS


class LogisticsSyncAgreementRule(models.Model):
    _name = "logistics.sync.agreement.rule"
    _inherit = ["logistics.sync.agreement.rule", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return "financial" in self.event_type_ids.mapped("category")
