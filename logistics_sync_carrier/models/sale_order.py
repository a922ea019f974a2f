# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.progress import order_status

ORDER_STATUS = [
    ("none", "Nothing to ship"),
    ("open", "To ship"),
    ("picked", "Picked"),
    ("packed", "Packed"),
    ("partially_shipped", "Partly shipped"),
    ("shipped", "Shipped"),
    ("partially_delivered", "Partly delivered"),
    ("delivered", "Delivered"),
    ("exception", "Problem"),
]


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "logistics.sync.mixin"]
    _own_state_fields = ("logistics_status", "state")

    logistics_shipment_ids = fields.Many2many(
        "logistics.shipment",
        "logistics_shipment_sale_order_rel",
        "order_id",
        "shipment_id",
        string="Shipments",
        copy=False,
        readonly=True,
    )
    logistics_shipment_count = fields.Integer(
        compute="_compute_logistics_shipment_count", string="Number of Shipments"
    )
    logistics_status = fields.Selection(
        ORDER_STATUS,
        string="Delivery Progress",
        compute="_compute_logistics_status",
        store=True,
        copy=False,
        index=True,
    )

    # Partners quote either number, hundreds of them in one file.
    _logistics_reference_idx = models.Index(
        "(client_order_ref) WHERE client_order_ref IS NOT NULL"
    )

    @api.depends("logistics_shipment_ids")
    def _compute_logistics_shipment_count(self):
        for order in self:
            order.logistics_shipment_count = len(order.logistics_shipment_ids)

    @api.depends(
        "state",
        "picking_ids.state",
        "picking_ids.logistics_confirmation",
        "picking_ids.picking_type_id.code",
        "logistics_shipment_ids.status",
    )
    def _compute_logistics_status(self):
        for order in self:
            if order.state != "sale":
                order.logistics_status = "none"
                continue
            transfers = [
                (picking.state, picking.logistics_confirmation or None)
                for picking in order.picking_ids
                if picking.picking_type_id.code in ("outgoing", "dropship")
            ]
            order.logistics_status = order_status(
                transfers, order.logistics_shipment_ids.mapped("status")
            )

    def action_view_logistics_shipments(self):
        return self.env["logistics.shipment"]._open_documents(
            self.env._("Shipments"), self.logistics_shipment_ids
        )

    def _get_sync_subjects(self):
        """News about the shipments and transfers of an order are news about it."""
        subjects = super()._get_sync_subjects()
        for order in self:
            for shipment in order.sudo().logistics_shipment_ids:
                subjects[order].append((shipment._name, shipment.id))
            for picking in order.sudo().picking_ids:
                subjects[order].append((picking._name, picking.id))
        return subjects
