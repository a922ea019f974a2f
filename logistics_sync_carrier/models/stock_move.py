# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .shipment_creation import as_decimal


class StockMove(models.Model):
    _inherit = "stock.move"

    logistics_line_ids = fields.One2many(
        "logistics.shipment.line", "move_id", string="Shipment Lines", readonly=True
    )

    def _action_done(self, cancel_backorder=False):
        # Moves can be done without their transfer's own method being called.
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        done = moves.exists().filtered(lambda move: move.state == "done")
        done.sudo()._move_excess_lines()
        done.picking_id._ensure_shipments()
        return moves

    @api.private
    def _get_unplanned_quantities(self):
        """{move id: quantity not in a shipment yet}, in the unit of the move."""
        return {
            move.id: as_decimal(
                move.quantity if move.state == "done" else move.product_uom_qty
            )
            - sum(as_decimal(line.quantity) for line in move.logistics_line_ids)
            for move in self
        }

    def _move_excess_lines(self):
        """Shipments that did not leave with this move go on with its backorder."""
        confirmed = self.env.context.get("logistics_confirmed_shipments", ())
        for move in self.filtered("logistics_line_ids"):
            room = as_decimal(move.quantity)
            lines = move.logistics_line_ids.sorted(
                lambda line: (line.shipment_id.id not in confirmed, line.id)
            )
            for line in lines:
                quantity = as_decimal(line.quantity)
                if quantity <= room:
                    room -= quantity
                elif rest := move._get_backorder_move():
                    line.move_id = rest

    def _get_backorder_move(self):
        """The open move that took over what this one did not do."""
        return self.picking_id.backorder_ids.move_ids.filtered(
            lambda move: (
                move.sale_line_id == self.sale_line_id
                and move.product_id == self.product_id
                and move.state not in ("done", "cancel")
            )
        )[:1]

    @api.private
    def _check_not_waiting(self):
        """Goods cannot leave in Odoo before the step that brings them is done."""
        waiting = self.filtered(lambda move: move.state == "waiting")
        if waiting:
            before = waiting.move_orig_ids.picking_id.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            raise UserError(
                self.env._(
                    "Transfer %(picking)s waits for %(before)s. Complete that first, "
                    "then retry.",
                    picking=waiting[0].picking_id.name,
                    before=", ".join(before.mapped("name"))
                    or self.env._("another operation"),
                )
            )

    def _set_lots(self, lots):
        """Replace the detailed lines by these {lot name: quantity}."""
        self.ensure_one()
        known = self.env["stock.lot"].search(
            [("product_id", "=", self.product_id.id), ("name", "in", list(lots))]
        )
        by_name = {lot.name: lot for lot in known}
        missing = [name for name in lots if name not in by_name]
        if missing:
            raise UserError(
                self.env._(
                    "Lot or serial number %(lot)s of %(product)s does not exist in "
                    "Odoo. Create it or correct the notice, then retry.",
                    lot=missing[0],
                    product=self.product_id.display_name,
                )
            )
        self.move_line_ids.unlink()
        self.move_line_ids = [
            Command.create(
                dict(
                    self._prepare_move_line_vals(quantity=0),
                    lot_id=by_name[name].id,
                    quantity=float(quantity),
                )
            )
            for name, quantity in lots.items()
        ]
