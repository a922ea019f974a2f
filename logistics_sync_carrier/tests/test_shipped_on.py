# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import ShipmentCase

ISSUED = datetime(2026, 11, 20, 6)


@tagged("post_install", "-at_install")
class TestShippedOn(ShipmentCase):
    """When goods left that Odoo itself sent out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_order()
        with freeze_time(ISSUED):
            cls.shipment = cls.ship(cls.order, "1Z001")

    def tell(self, milestone, **values):
        self.receive(self.scan(milestone, tracking_number="1Z001", **values))
        return self.shipment

    def test_known_at_once(self):
        """A4, G2: the transfer says when the goods left, before anybody scans them."""
        self.assertEqual(self.order.picking_ids.date_done, ISSUED)
        self.assertEqual(self.shipment.shipped_at, ISSUED)
        self.assertEqual(self.shipment.status, "planned")

    def test_first_scan_on_the_last_mile(self):
        """A4, G2: first scanned out for delivery, the goods left with the transfer."""
        self.assertEqual(self.tell("out_for_delivery").shipped_at, ISSUED)
        facts = self.shipment._get_invoice_facts({"dispatched"})
        fact, _milestone, _event = facts[self.shipment]["dispatched"]
        self.assertEqual((fact.met, fact.at), (True, ISSUED))

    def test_first_scan_delivered(self):
        """A4: a delivery, even one without a time, leaves the dispatch known."""
        self.assertEqual(self.tell("delivered", at=None).shipped_at, ISSUED)
        self.assertFalse(self.shipment.delivered_at)

    def test_the_carrier_knows_better(self):
        """A4: the pick-up the carrier tells wins over the transfer."""
        told = self.tell("picked_up", at="2026-11-20T08:00:00Z")
        self.assertEqual(told.shipped_at, datetime(2026, 11, 20, 8))

    def test_transfer_completed_too_late(self):
        """A4: a transfer entered after the delivery does not say when goods left."""
        self.tell("delivered", at="2026-11-20T05:00:00Z")
        self.assertFalse(self.shipment.shipped_at)
        fact = self.shipment._get_invoice_facts({"dispatched"})[self.shipment]
        self.assertIsNone(fact["dispatched"][0].at)

    def test_notices_tell_themselves(self):
        """A4: a ship notice without a time leaves the time of shipping open."""
        order = self.create_order()
        notice = self.notice(("LAMP-1", 10), order=order.name, shipment="S1")
        notice["occurred_at"] = self.scan(at=None)["occurred_at"]
        self.receive(notice, connector=self.tpl)
        shipment = order.logistics_shipment_ids
        self.assertEqual(shipment.status, "in_transit")
        self.assertFalse(shipment.shipped_at)
        picking = order.picking_ids
        now = fields.Datetime.now()
        self.assertLess(now - picking.date_done, timedelta(minutes=5))

    def test_the_transfer_knows_its_shipment(self):
        """A3: right after the validation, whatever was read before it."""
        order = self.create_order()
        picking = order.picking_ids
        self.assertFalse(picking.logistics_shipment_ids)
        self.assertFalse(order.logistics_shipment_ids)
        self.assertEqual(picking.logistics_shipment_count, 0)
        picking.move_ids.picked = True
        picking.move_ids._action_done()
        shipment = picking.logistics_shipment_ids
        self.assertEqual(len(shipment), 1)
        self.assertEqual(order.logistics_shipment_ids, shipment)
        self.assertEqual(picking.logistics_shipment_count, 1)
        self.assertEqual(picking.logistics_status, "shipped")
