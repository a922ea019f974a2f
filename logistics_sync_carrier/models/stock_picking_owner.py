# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockPicking(models.Model):
    """Deliveries may belong to the warehouse or the carrier that moves them."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "logistics.sync.owned"]
    _owned_object = "shipment"
    _owned_parts = {"partner_id": "addresses"}
