# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleOrder(models.Model):
    """Shows how far an order is, from its release to the posted invoice."""

    _inherit = "sale.order"

    logistics_checkpoint_ids = fields.One2many(
        "logistics.order.checkpoint", "order_id", string="Workflow", readonly=True
    )

    def action_confirm(self):
        result = super().action_confirm()
        confirmed = self.filtered(lambda order: order.state == "sale")
        self.env["logistics.order.checkpoint"].sudo()._refresh(confirmed)
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        known = self.sudo().filtered("logistics_checkpoint_ids")
        self.env["logistics.order.checkpoint"].sudo()._refresh(known)
        return result

    def _get_sync_subjects(self):
        """A late step of an order is a question about the order."""
        subjects = super()._get_sync_subjects()
        for order in self:
            for checkpoint in order.sudo().logistics_checkpoint_ids:
                subjects[order].append((checkpoint._name, checkpoint.id))
        return subjects
