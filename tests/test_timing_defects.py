# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import SuiteCase


@tagged("post_install", "-at_install")
class TestTimingDefects(SuiteCase):
    """A 3PL that tells its milestones every few hours, in one file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rule("delivered")
        cls.connector = cls.make_milestone_file_connector(kind="3pl")
        cls.orders = cls.env["sale.order"]
        for number in range(50):
            order = cls.make_order(quantity=number + 1)
            cls.ship(order, f"PK{number:03d}")
            cls.orders |= order
        cls.rows = [
            (f"PK{number:03d}", "DLV", "2026-11-20T09:00:00-05:00")
            for number in range(50)
        ]
        # Row 17 of the file speaks of a parcel nobody knows.
        cls.rows[16] = ("PK-UNKNOWN", "DLV", "2026-11-20T09:00:00-05:00")

    def send(self, name):
        message = self.ingest(self.connector, self.write_csv(self.rows), key=name)
        self.drain()
        return message

    def test_a_late_file_is_exploded_and_invoiced_at_once(self):
        """O11, C13, G9, G10, J8: 50 rows, one bad: 49 invoices in the same run.

        B8, K8: the same file again is 49 duplicates and one more try, no more money.
        """
        waiting = self.env["logistics.invoice.release"].search(
            [("state", "=", "waiting"), ("sale_order_ids", "in", self.orders.ids)]
        )
        self.assertEqual(len(waiting), 50)
        self.assertTrue(all(waiting.mapped("waiting_since")))
        message = self.send("milestones-1200.csv")
        self.invoice_eligible()
        self.assertEqual(message.event_count, 50)
        self.assertEqual(message.done_count, 49)
        self.assertEqual(message.exception_count, 1)
        self.assertEqual(len(self.orders.invoice_ids), 49)
        self.assertEqual(set(self.orders.invoice_ids.mapped("state")), {"posted"})
        exception = self.get_exceptions("unknown_tracking", message_id=message.id)
        self.assertIn("PK-UNKNOWN", exception.name)
        self.assertEqual(len(waiting.filtered(lambda r: r.state == "waiting")), 1)

        again = self.send("milestones-1200-resent.csv")
        self.invoice_eligible()
        known = again.duplicates
        self.assertEqual(len(known), 50)
        self.assertEqual(sum(item["tried_again"] for item in known), 1)
        self.assertEqual(again.state, "duplicate")
        self.assertEqual(len(self.orders.invoice_ids), 49)

    def test_true_time_and_lag_are_kept(self):
        """O11, A4: what happened when, and how late we heard of it."""
        self.send("milestones-1200.csv")
        milestone = self.orders[0].logistics_shipment_ids.milestone_ids
        self.assertEqual(str(milestone.occurred_at), "2026-11-20 14:00:00")
        self.assertEqual(milestone.occurred_offset, -300)
        lag = milestone.received_at - milestone.occurred_at
        self.assertGreater(lag, timedelta(0))
        self.assertGreaterEqual(fields.Datetime.now(), milestone.processed_at)
