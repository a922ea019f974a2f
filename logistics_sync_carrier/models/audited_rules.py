# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules of invoicing and orders whose changes are on record and reviewed."""

from odoo import models

# What makes orders of a partner's documents, at which prices.
ORDER_FIELDS = {"order_intake", "order_price_tolerance", "order_change"}


class LogisticsInvoiceRule(models.Model):
    """Decides what is billed, when, by whom and up to which amount unseen."""

    _name = "logistics.invoice.rule"
    _inherit = ["logistics.invoice.rule", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return True

    def _get_told(self):
        return super()._get_told() - {"version"}


class LogisticsInvoiceRuleCondition(models.Model):
    _name = "logistics.invoice.rule.condition"
    _inherit = ["logistics.invoice.rule.condition", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return True

    def _get_reviewed_record(self):
        return self.rule_id


class LogisticsMilestoneType(models.Model):
    """What counts as delivered decides what may be invoiced."""

    _name = "logistics.milestone.type"
    _inherit = ["logistics.milestone.type", "logistics.sync.audited.rule"]


class LogisticsSyncConnector(models.Model):
    """Only what decides about orders and their prices: the rest is its own log."""

    _name = "logistics.sync.connector"
    _inherit = ["logistics.sync.connector", "logistics.sync.audited.rule"]

    def _is_financial_rule(self):
        return True

    def _get_told(self):
        return ORDER_FIELDS

    def _is_about_anything(self, before, after):
        # A new connector, or one that goes, was or is in force by its readiness.
        return bool(before and after) and super()._is_about_anything(before, after)
