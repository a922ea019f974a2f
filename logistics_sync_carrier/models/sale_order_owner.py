# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class SaleOrder(models.Model):
    """Orders may belong to the shop they come from, or parts of them."""

    _name = "sale.order"
    _inherit = ["sale.order", "logistics.sync.owned"]
    _owned_object = "order"
    _owned_parts = {"pricelist_id": "price", "partner_id": "contact"}
