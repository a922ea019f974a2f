# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestSequenceInOdoo(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rule = cls.env.ref("logistics_sync_base.sequence_rule_delivered")
        cls.rule = rule.copy({"company_id": cls.company.id, "active": True})

    def test_a_transfer_done_in_odoo_has_shipped(self):
        """B11: delivered does not wait for "shipped" when Odoo itself shipped it."""
        self.ship(self.create_order(), "1ZODOO1")
        (delivered,) = self.receive(self.scan("delivered", tracking_number="1ZODOO1"))
        self.assertEqual(delivered.state, "done", delivered.error)

    def test_a_transfer_that_is_done_later_wakes_the_delivery(self):
        """B11: delivered is told before the transfer is validated by hand."""
        (delivered,) = self.receive(self.scan("delivered", tracking_number="1ZODOO2"))
        self.assertEqual(delivered.state, "waiting")
        self.assertEqual(delivered.message_id.waiting_for, "prerequisite")
        shipment = self.ship(self.create_order(), "1ZODOO2")
        message = delivered.message_id
        self.assertEqual(delivered.state, "pending")
        self.assertTrue(message.next_attempt_at)
        # As after the claim of the worker that found it waiting.
        message.attempt_count = 1
        cron = self.env.ref("logistics_sync_base.ir_cron_drain_operational")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(delivered.state, "done", delivered.error)
        self.assertEqual(shipment.status, "delivered")
