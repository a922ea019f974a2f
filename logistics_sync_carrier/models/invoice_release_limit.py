# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncApprovalLimit(models.Model):
    _inherit = "logistics.sync.approval.limit"

    kind = fields.Selection(
        selection_add=[("invoice", "Invoices posted by rule")],
        ondelete={"invoice": "cascade"},
    )


class LogisticsInvoiceRelease(models.Model):
    """Invoices above the company's limit are posted after a second person agreed."""

    _inherit = "logistics.invoice.release"

    def _needs_approval(self, rule):
        if super()._needs_approval(rule):
            return True
        posts = rule.action != "draft" and self.decision != "approved"
        return posts and self._is_above_limit(rule)

    def _is_above_limit(self, rule):
        """Whether the whole invoice, as it would be made now, is material."""
        limits = self.env["logistics.sync.approval.limit"]
        if not limits._get_limits(self.company_id.id, "invoice"):
            return False
        totals = {}
        shipments = self._get_invoicing_group(rule).shipment_id
        quota, __ = shipments._get_invoice_quota(rule)
        for line, quantity in quota.items():
            totals.setdefault(line.currency_id, 0.0)
            totals[line.currency_id] += line._get_amount_for(quantity)
        if not totals:
            return limits._is_material("invoice", self.company_id, None, None)
        # Several currencies are several invoices.
        return any(
            limits._is_material("invoice", self.company_id, total, currency)
            for currency, total in totals.items()
        )

    def action_approve(self):
        self._check_finance()
        limits = self.env["logistics.sync.approval.limit"]
        for release in self.sudo().filtered(lambda one: one.state == "to_approve"):
            if release._is_above_limit(release.rule_id):
                limits._check_second_person(
                    release._get_invoice_authors(), release.display_name
                )
        return super().action_approve()

    def _get_invoice_authors(self):
        """Who entered the orders, and who made the rule what it is."""
        versions = self.rule_id._get_active_version()
        return self.sale_order_ids.create_uid | versions.author_ids
