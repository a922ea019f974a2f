# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    invoiced_quantity_ids = fields.One2many(
        "logistics.invoiced.quantity",
        "stock_move_id",
        string="Invoiced Quantities",
        readonly=True,
    )
    # Stored, so that invoicing a move changes its row: of two transactions invoicing
    # the same move, the later one fails to serialize and is tried again.
    invoiced_quantity = fields.Float(
        compute="_compute_invoiced_quantity",
        store=True,
        digits="Product Unit",
        help="In the unit of the sales order line.",
    )

    @api.depends("invoiced_quantity_ids.quantity", "invoiced_quantity_ids.state")
    def _compute_invoiced_quantity(self):
        for move in self:
            active = move.invoiced_quantity_ids.filtered(
                lambda entry: entry.state == "active"
            )
            move.invoiced_quantity = sum(active.mapped("quantity"))

    def _get_quantity_in_sale_unit(self):
        """What moved, in the unit of the order line."""
        self.ensure_one()
        return self.product_uom._compute_quantity(
            self.quantity, self.sale_line_id.product_uom_id, rounding_method="HALF-UP"
        )

    def _get_returned_in_sale_unit(self):
        """What came back to be credited, in the unit of the order line."""
        self.ensure_one()
        returns = self.returned_move_ids.filtered(
            lambda move: move.state == "done" and move.to_refund
        )
        unit = self.sale_line_id.product_uom_id
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, unit, rounding_method="HALF-UP"
            )
            for move in returns
        )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.exists().filtered(lambda move: move.state == "done")
        # Whoever moves goods need not be allowed to see what was invoiced of them.
        sale_lines = done.sudo().sale_line_id
        if sale_lines:
            self.env["logistics.invoiced.quantity"]._sync(
                sale_lines.filtered("invoice_lines")
            )
            shipments = done.sudo().logistics_line_ids.shipment_id
            self.env["logistics.invoice.release"]._evaluate_for(shipments)
        return moves
