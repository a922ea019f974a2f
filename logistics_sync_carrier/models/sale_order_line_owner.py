# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrderLine(models.Model):
    """A line is a part of its order."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "logistics.sync.owned"]
    _owned_object = "order"
    _owned_parts = {"name": "lines", "tax_ids": "price", "product_uom_id": "quantity"}

    def _get_owned_document(self):
        return self.order_id
