# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class SaleOrder(models.Model):
    """Where an order came from."""

    _inherit = "sale.order"

    logistics_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Ordered Through",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    logistics_number = fields.Char(
        string="Order Number There", readonly=True, copy=False
    )
