# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    logistics_create_shipment = fields.Boolean(
        string="Create Shipments",
        compute="_compute_logistics_create_shipment",
        store=True,
        readonly=False,
        help="Make a shipment of what leaves with a transfer for a sales order.",
    )

    @api.depends("code")
    def _compute_logistics_create_shipment(self):
        for picking_type in self:
            picking_type.logistics_create_shipment = picking_type.code in (
                "outgoing",
                "dropship",
            )
