# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from .shipment_creation import as_decimal


class LogisticsShipment(models.Model):
    """Do in Odoo what has left the warehouse."""

    _inherit = "logistics.shipment"

    @api.private
    def _validate_transfers(self, lots):
        """Validate the transfers of these shipments for exactly their quantities."""
        quantities = defaultdict(Decimal)
        for line in self.line_ids.filtered(
            lambda line: line.move_id.state not in ("done", "cancel")
        ):
            quantities[line.move_id] += as_decimal(line.quantity)
        moves = self.env["stock.move"].browse([move.id for move in quantities])
        moves._check_not_waiting()
        self.env["logistics.sync.handler"]._set_done_quantities(quantities, lots)
        pickings = moves.picking_id.with_context(
            skip_sms=True,
            skip_backorder=True,
            logistics_confirmed_shipments=self.ids,
        )
        for shipment in self:
            numbers = shipment.package_ids.mapped("tracking_number")
            for picking in shipment.line_ids.move_id.picking_id & pickings:
                picking._add_carrier_tracking(numbers)
        self.env["logistics.sync.handler"]._as_service(pickings).button_validate()
        blocked = pickings.filtered(lambda picking: picking.state != "done")
        if blocked:
            raise UserError(
                self.env._(
                    "Transfer %s could not be completed. Open it and complete it by "
                    "hand, then retry.",
                    blocked[0].name,
                )
            )
