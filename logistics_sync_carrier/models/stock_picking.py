# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.progress import delivery_status

DELIVERY_STATUS = [
    ("none", "Nothing to ship"),
    ("open", "To ship"),
    ("picked", "Picked"),
    ("packed", "Packed"),
    ("shipped", "Shipped"),
    ("partially_delivered", "Partly delivered"),
    ("delivered", "Delivered"),
    ("exception", "Problem"),
]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "logistics.sync.mixin"]
    _own_state_fields = ("logistics_status", "state")

    logistics_shipment_ids = fields.Many2many(
        "logistics.shipment",
        "logistics_shipment_picking_rel",
        "picking_id",
        "shipment_id",
        string="Shipments",
        copy=False,
        readonly=True,
    )
    logistics_shipment_count = fields.Integer(
        compute="_compute_logistics_shipment_count", string="Number of Shipments"
    )
    logistics_confirmation = fields.Selection(
        [("picked", "Picked"), ("packed", "Packed")],
        string="Warehouse Says",
        copy=False,
        readonly=True,
    )
    logistics_status = fields.Selection(
        DELIVERY_STATUS,
        string="Delivery Progress",
        compute="_compute_logistics_status",
        store=True,
        copy=False,
    )

    @api.depends("logistics_shipment_ids")
    def _compute_logistics_shipment_count(self):
        for picking in self:
            picking.logistics_shipment_count = len(picking.logistics_shipment_ids)

    @api.depends(
        "state",
        "picking_type_id.code",
        "logistics_confirmation",
        "logistics_shipment_ids.status",
    )
    def _compute_logistics_status(self):
        # Hundreds of transfers move with one set of events: no more columns of them
        # are read than needed.
        self.fetch(["state", "picking_type_id", "logistics_confirmation"])
        statuses = self.env["logistics.shipment"]._read_statuses(
            self, "logistics_shipment_ids"
        )
        for picking in self:
            picking.logistics_status = (
                delivery_status(
                    picking.state,
                    picking.logistics_confirmation or None,
                    statuses[picking._origin.id],
                )
                if picking.picking_type_id.code in ("outgoing", "dropship")
                else False
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("carrier_tracking_ref"):
            self._sync_tracking_numbers()
        return result

    def send_to_shipper(self):
        # The goods left with the partner's own label: never buy another one.
        if self.env.context.get("logistics_confirmed_shipments"):
            return None
        return super().send_to_shipper()

    @api.private
    def _get_tracking_numbers(self):
        """Odoo keeps several tracking numbers in one field, separated by commas."""
        self.ensure_one()
        numbers = (self.carrier_tracking_ref or "").split(",")
        return [number.strip() for number in numbers if number.strip()]

    @api.private
    def _add_carrier_tracking(self, numbers):
        """Write tracking numbers where Odoo shows them, each of them once."""
        self.ensure_one()
        known = self._get_tracking_numbers()
        fresh = [number for number in numbers if number and number not in known]
        if fresh:
            self.carrier_tracking_ref = ",".join(known + fresh)

    def action_view_logistics_shipments(self):
        return self.env["logistics.shipment"]._open_documents(
            self.env._("Shipments"), self.logistics_shipment_ids
        )

    def _get_sync_subjects(self):
        """News about the shipments of a transfer are news about it."""
        subjects = super()._get_sync_subjects()
        for picking in self:
            for shipment in picking.sudo().logistics_shipment_ids:
                subjects[picking].append((shipment._name, shipment.id))
        return subjects
