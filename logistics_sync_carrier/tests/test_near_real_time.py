# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo.tests import HttpCase, tagged

from odoo.addons.logistics_sync_base.tests.common import LogisticsSyncCommon

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestNearRealTime(LogisticsSyncCommon, ShipmentCase, HttpCase):
    """From the partner's request to the badge on the order."""

    def test_webhook_to_the_order(self):
        """F2: a delivered webhook shows on transfer and order within seconds."""
        self.add_secret(self.carrier)
        order = self.create_order()
        self.ship(order, "1Z001")
        self.assertEqual(order.logistics_status, "shipped")
        start = time.monotonic()
        document = self.scan("delivered", tracking_number="1Z001")
        answer = self.post_signed(self.carrier, document)
        self.assertEqual(answer.status_code, 202, answer.text)
        self.drain()
        self.assertEqual(order.logistics_status, "delivered")
        self.assertEqual(order.picking_ids.logistics_status, "delivered")
        self.assertLess(time.monotonic() - start, 15)
        milestone = order.logistics_shipment_ids.milestone_ids
        lag = milestone.processed_at - milestone.received_at
        self.assertLess(lag.total_seconds(), 15)

    def test_fifty_milestones_in_one_message(self):
        """C13: 50 milestones, one bad: 49 done; sent again: duplicates and a retry."""
        orders = [self.create_order((self.lamp, 1)) for _number in range(49)]
        for number, order in enumerate(orders):
            self.ship(order, f"1Z5{number:02d}")
        documents = [
            self.scan("delivered", tracking_number=f"1Z5{number:02d}")
            for number in range(50)
        ]
        first = self.ingest(self.carrier, documents)
        self.drain()
        self.assertEqual(first.event_ids.grouped("state").keys(), {"done", "exception"})
        self.assertEqual((first.done_count, first.exception_count), (49, 1))
        self.assertEqual(len(set(first.event_ids.mapped("content_key"))), 50)
        statuses = {order.logistics_status for order in orders}
        self.assertEqual(statuses, {"delivered"})
        again = self.ingest(self.carrier, documents)
        self.drain()
        self.assertFalse(again.event_ids)
        self.assertEqual(len(again.duplicates), 50)
        self.assertEqual(sum(item["tried_again"] for item in again.duplicates), 1)
        [order, *_rest] = orders
        self.assertEqual(len(order.logistics_shipment_ids.milestone_ids), 1)
