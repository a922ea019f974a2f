# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class PurchaseOrder(models.Model):
    """Shows what partners told about it, its receipts and its bills."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "logistics.sync.mixin"]

    _own_state_fields = ("state",)

    def _get_sync_subjects(self):
        """News about the receipts and bills of an order are news about it."""
        subjects = super()._get_sync_subjects()
        for order in self:
            told = (*order.sudo().picking_ids, *order.sudo().invoice_ids)
            subjects[order] += [(record._name, record.id) for record in told]
        return subjects

    def _get_sync_numbers(self, subjects):
        numbers = super()._get_sync_numbers(subjects)
        for order in self:
            numbers.setdefault(order, []).append(order.name)
        return numbers
