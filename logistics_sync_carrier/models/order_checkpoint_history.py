# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsOrderCheckpoint(models.Model):
    _inherit = "logistics.order.checkpoint"

    @api.model
    def _ask_about_late(self, orders):
        """Nobody is asked why a step of long ago came late."""
        shipments = orders.sudo().logistics_shipment_ids
        history = shipments._filter_history().sale_order_ids.with_env(orders.env)
        return super()._ask_about_late(orders - history)
