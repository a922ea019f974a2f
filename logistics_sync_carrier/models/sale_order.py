# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

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
        # Hundreds of orders move with one set of events: their facts are read in
        # sets, and no more columns of them than needed.
        self.fetch(["state"])
        transfers = self._read_outgoing_transfers()
        statuses = self.env["logistics.shipment"]._read_statuses(
            self, "logistics_shipment_ids"
        )
        for order in self:
            order.logistics_status = (
                order_status(transfers[order._origin.id], statuses[order._origin.id])
                if order.state == "sale"
                else "none"
            )

    @api.private
    def _read_outgoing_transfers(self):
        """{order id: [(state, confirmation)]} of the transfers to a customer."""
        transfers = defaultdict(list)
        if self.ids:
            pickings = self.env["stock.picking"]
            names = ("sale_id", "picking_type_id", "state", "logistics_confirmation")
            pickings.flush_model(names)
            for order_id, *fact in self.env.execute_query(
                SQL(
                    """SELECT p.sale_id, p.state, p.logistics_confirmation
                         FROM stock_picking p
                         JOIN stock_picking_type t ON t.id = p.picking_type_id
                          AND t.code IN ('outgoing', 'dropship')
                        WHERE p.sale_id IN %s ORDER BY p.id""",
                    tuple(self.ids),
                )
            ):
                transfers[order_id].append(tuple(fact))
        return transfers

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
