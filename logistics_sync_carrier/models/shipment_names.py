# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsShipment(models.Model):
    """Which orders and transfers a shipment is of, for people without sales rights."""

    _inherit = "logistics.shipment"

    sale_order_names = fields.Char(
        compute="_compute_document_names",
        compute_sudo=True,
        search="_search_sale_order_names",
        string="Order Numbers",
    )
    picking_names = fields.Char(
        compute="_compute_document_names",
        compute_sudo=True,
        search="_search_picking_names",
        string="Transfer Numbers",
    )

    @api.depends("sale_order_ids.name", "picking_ids.name")
    def _compute_document_names(self):
        for shipment in self:
            orders, pickings = shipment.sale_order_ids, shipment.picking_ids
            shipment.sale_order_names = ", ".join(filter(None, orders.mapped("name")))
            shipment.picking_names = ", ".join(filter(None, pickings.mapped("name")))

    @api.model
    def _search_sale_order_names(self, operator, value):
        return self._search_by_document("sale_order_ids", operator, value)

    @api.model
    def _search_picking_names(self, operator, value):
        return self._search_by_document("picking_ids", operator, value)

    @api.model
    def _search_by_document(self, name, operator, value):
        # The rules of shipments still decide which of them are found.
        comodel = self.env[self._fields[name].comodel_name].sudo()
        return [(name, "in", comodel._search([("name", operator, value)]))]
