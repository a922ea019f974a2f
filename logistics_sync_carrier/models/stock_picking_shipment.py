# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models

from .shipment_package import tracking_key


class StockPicking(models.Model):
    """Shipments of what leaves with transfers that are done in Odoo."""

    _inherit = "stock.picking"

    @api.private
    def _ensure_shipments(self):
        """Put what left and is in no shipment yet into one shipment a transfer."""
        done = self.filtered(
            lambda picking: (
                picking.picking_type_id.logistics_create_shipment and picking.sale_id
            )
        )
        moves = done.move_ids.filtered(lambda move: move.state == "done")
        left = moves._get_unplanned_quantities()
        shipments = self.env["logistics.shipment"]
        for picking in done:
            goods = {
                move.id: left[move.id]
                for move in moves & picking.move_ids
                if left[move.id] > 0
            }
            if goods:
                shipments |= picking._make_shipment(goods)
        if shipments:
            shipments._wake_events()

    def _make_shipment(self, goods):
        """A shipment for {move id: quantity}, or more lines of the one they share."""
        self.ensure_one()
        lines = [
            Command.create({"move_id": move_id, "quantity": float(quantity)})
            for move_id, quantity in goods.items()
        ]
        numbers = self._get_tracking_numbers()
        shared = self._find_shared_shipment(numbers)
        if shared:
            shared._quietly().write({"line_ids": lines})
            shared._add_tracking_numbers(numbers)
            return shared
        shipment = (
            self.env["logistics.shipment"]
            .sudo()
            ._quietly()
            .create(dict(self._prepare_shipment(goods), line_ids=lines))
        )
        shipment._add_tracking_numbers(self._without_taken(numbers))
        return shipment

    def _prepare_shipment(self, goods):
        self.ensure_one()
        issued_at = max(self.env["stock.move"].browse(goods).mapped("date"))
        return {
            "issued_at": issued_at,
            "shipped_at": issued_at,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "carrier_id": self.carrier_id.id,
            "scac": self.carrier_id.scac,
            "origin": "picking",
        }

    def _find_packages(self, numbers):
        return (
            self.env["logistics.shipment.package"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("tracking_number", "in", list(map(tracking_key, numbers))),
                ]
            )
        )

    def _find_shared_shipment(self, numbers):
        """Two transfers with one tracking number to one consignee travel together."""
        shipments = self._find_packages(numbers).shipment_id if numbers else None
        same = shipments and shipments.filtered(
            lambda shipment: shipment.partner_id == self.partner_id
        )
        return same if same and len(same) == 1 else None

    def _without_taken(self, numbers):
        """Numbers no other shipment has; the others become a question."""
        self.ensure_one()
        taken = self._find_packages(numbers) if numbers else []
        if not taken:
            return numbers
        for package in taken:
            self.env["logistics.sync.exception"]._raise_for(
                "conflicting_references",
                self.env._(
                    "Transfer %(picking)s has tracking number %(number)s, which "
                    "belongs to shipment %(shipment)s already.",
                    picking=self.name,
                    number=package.tracking_number,
                    shipment=package.shipment_id.name,
                ),
                record=self,
                amount=package.shipment_id._get_amount_at_stake(
                    self.company_id.currency_id
                ),
            )
        keys = set(taken.mapped("tracking_number"))
        return [number for number in numbers if tracking_key(number) not in keys]

    def _sync_tracking_numbers(self):
        """Numbers entered after the goods left become packages of their shipment."""
        for picking in self:
            shipments = picking.sudo().logistics_shipment_ids
            known = set(shipments.package_ids.mapped("tracking_number"))
            fresh = [
                number
                for number in picking._get_tracking_numbers()
                if tracking_key(number) not in known
            ]
            own = shipments.filtered(lambda shipment: shipment.origin == "picking")
            target = own[-1:] or shipments[:1]
            if fresh and target:
                target._add_tracking_numbers(picking._without_taken(fresh))
