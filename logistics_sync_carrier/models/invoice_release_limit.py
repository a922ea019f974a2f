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

    def _is_for_approval(self, rule):
        if super()._is_for_approval(rule):
            return True
        return rule.action != "draft" and self._is_above_limit(rule)

    def _is_above_limit(self, rule):
        """Whether the whole invoice, as it would be made now, is material."""
        limits = self.env["logistics.sync.approval.limit"]
        if not limits._get_limits(self.company_id.id, "invoice"):
            return False
        # Several currencies are several invoices; nothing to invoice is none.
        return any(
            limits._is_material("invoice", self.company_id, total, currency)
            for currency, total in self._get_invoice_totals(rule).items()
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
        rule = self.rule_id
        # A rule that nobody has approved yet is its creator's work.
        makers = rule._get_active_version().author_ids or rule.create_uid
        return self.sale_order_ids.create_uid | makers
