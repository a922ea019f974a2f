# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsShipmentLine(models.Model):
    """The part of one stock move that travels in one shipment."""

    _name = "logistics.shipment.line"
    _description = "Shipment Line"
    _order = "shipment_id, id"
    _check_company_auto = True

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="shipment_id.company_id", store=True, index=True
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Stock Move",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    package_id = fields.Many2one(
        "logistics.shipment.package",
        ondelete="set null",
        index="btree_not_null",
        domain="[('shipment_id', '=', shipment_id)]",
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    product_id = fields.Many2one(related="move_id.product_id", store=True)
    product_uom = fields.Many2one(related="move_id.product_uom", string="Unit")
    picking_id = fields.Many2one(related="move_id.picking_id", string="Transfer")
    sale_line_id = fields.Many2one(related="move_id.sale_line_id", string="Order Line")
    move_state = fields.Selection(related="move_id.state", string="Transfer State")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "A shipment line needs a quantity above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.shipment_id._quietly()._link_documents()
        return lines

    def write(self, vals):
        before = self.shipment_id
        result = super().write(vals)
        if "move_id" in vals or "shipment_id" in vals:
            (before | self.shipment_id)._quietly()._link_documents()
        return result
