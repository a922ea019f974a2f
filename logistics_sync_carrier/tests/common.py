# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from itertools import count

from odoo import Command, fields
from odoo.tests import TransactionCase

REFERENCES = (
    "tracking_number",
    "shipment",
    "order",
    "delivery",
    "bill_of_lading",
    "pro_number",
)


class ShipmentCase(TransactionCase):
    """Orders, a carrier, a 3PL, and ways to let them speak."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env.company
        cls.numbers = count(1)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Harbour Books", "ref": "C-100"}
        )
        cls.lamp, cls.shade = cls.env["product.product"].create(
            [
                {
                    "name": "Desk lamp",
                    "default_code": "LAMP-1",
                    "barcode": "4006381333931",
                    "is_storable": True,
                    "list_price": 50,
                },
                {
                    "name": "Shade",
                    "default_code": "SHADE-1",
                    "is_storable": True,
                    "list_price": 10,
                },
            ]
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        for product in (cls.lamp, cls.shade):
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, 1000
            )
        cls.carrier = cls.create_connector("parcel-one", kind="carrier")
        cls.tpl = cls.create_connector("north-3pl", kind="3pl")

    @classmethod
    def create_connector(cls, code, **values):
        # Live at once, which no person may make it.
        connectors = cls.env["logistics.sync.connector"].sudo()
        connector = connectors.create(
            {
                "name": code.replace("-", " ").title(),
                "code": code,
                "company_id": cls.company.id,
                "state": "live",
                **values,
            }
        )
        return connector.with_env(cls.env)

    # ------------------------------------------------------------- documents
    @classmethod
    def create_order(cls, *goods, confirm=True, **values):
        """A sales order of (product, quantity) pairs; ten lamps by default."""
        order = cls.env["sale.order"].create(
            dict(
                {
                    "partner_id": cls.customer.id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": quantity}
                        )
                        for product, quantity in goods or [(cls.lamp, 10)]
                    ],
                },
                **values,
            )
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def ship(cls, order, tracking=None, quantities=None):
        """Validate the open transfer of an order by hand; returns its shipment."""
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        picking.action_assign()
        for move in picking.move_ids:
            if quantities:
                move.quantity = quantities.get(move.product_id, 0)
            move.picked = move.quantity > 0
        if tracking:
            picking.carrier_tracking_ref = tracking
        picking.with_context(skip_sms=True, skip_backorder=True).button_validate()
        return picking.logistics_shipment_ids

    # --------------------------------------------------------------- the wire
    def scan(self, milestone="in_transit", at="2026-11-20T10:00:00Z", **values):
        """A canonical delivery event; references are given by their name."""
        references = {name: values.pop(name, None) for name in REFERENCES}
        time = {
            "utc": at,
            "offset_minutes": values.pop("offset", 0),
            "precision": "second" if at else "none",
            "offset_source": "payload" if at else "none",
        }
        return {
            "schema": "delivery_event/1.0",
            "event_type": milestone,
            "milestone": milestone,
            "classifier": "actual",
            "reason": None,
            "scope": "package",
            "occurred_at": time,
            "references": references,
            "location": None,
            "carrier": None,
            "items": [],
            "proof_of_delivery": None,
            "estimated_delivery": None,
            **values,
        }

    def notice(self, *items, event_type="shipped", packages=(), **values):
        """A canonical ship notice of (sku, quantity) pairs."""
        references = {name: values.pop(name, None) for name in REFERENCES}
        return {
            "schema": "shipment_notice/1.0",
            "event_type": event_type,
            "milestone": "picked_up" if event_type == "shipped" else None,
            "classifier": "actual",
            "occurred_at": {
                "utc": "2026-11-20T09:00:00Z",
                "offset_minutes": -300,
                "precision": "minute",
                "offset_source": "partner",
            },
            "carrier": None,
            "service": None,
            "references": references,
            "packages": list(packages),
            "items": [self.item(sku, quantity) for sku, quantity in items],
            **values,
        }

    def item(self, sku, quantity, **values):
        return {
            "sku": sku,
            "quantity": str(quantity),
            "uom": None,
            "line": None,
            "lot": None,
            **values,
        }

    def parcel(self, tracking, *items):
        return {
            "tracking_number": tracking,
            "sscc": None,
            "weight": None,
            "weight_uom": None,
            "items": [self.item(sku, quantity) for sku, quantity in items],
        }

    def receive(self, *documents, connector=None):
        """Take in one message of these documents and process it; returns its events."""
        message = self.post(*documents, connector=connector)
        message._process_set(fields.Datetime.now())
        return message.event_ids.sorted("position")

    def post(self, *documents, connector=None):
        message, outcome = self.env["logistics.sync.message"]._ingest(
            connector or self.carrier,
            json.dumps(list(documents)).encode(),
            f"key-{next(self.numbers)}",
        )
        self.assertEqual(outcome, "fresh")
        return message

    def exception_of(self, event):
        """The one open question about an event."""
        found = self.env["logistics.sync.exception"].search(
            [("event_id", "=", event.id), ("state", "in", ("open", "in_progress"))]
        )
        self.assertEqual(len(found), 1, event.error)
        return found
