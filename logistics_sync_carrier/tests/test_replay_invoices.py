# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import Command
from odoo.tests import tagged

from .common import ShipmentCase

INVOICE = "logistics_sync_carrier.ir_cron_invoice_eligible"


@tagged("post_install", "-at_install")
class TestReplayAndInvoices(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["logistics.invoice.rule"].create(
            {
                "name": "On delivery",
                "action": "post",
                "company_id": cls.company.id,
                "condition_ids": [Command.create({"kind": "delivered"})],
            }
        )

    def ship_one(self, number):
        return self.ship(self.create_order((self.lamp, 1)), tracking=f"B{number}")

    def work(self, *xmlids):
        for xmlid in xmlids:
            with self.enter_registry_test_mode():
                self.env.ref(xmlid).method_direct_trigger()

    def process(self):
        self.work("logistics_sync_base.ir_cron_drain_operational", INVOICE)

    def replay(self, message, **values):
        """What a clerk does: the button, the reason, the start."""
        action = message.action_replay()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write({"reason": "The shipments are known now", **values})
        return self.env["logistics.sync.replay"].browse(wizard.action_start()["res_id"])

    def count_invoices(self):
        return self.env["account.move"].search_count(
            [("move_type", "=", "out_invoice")]
        )

    def test_two_of_ten_failed_and_eight_invoices_stay(self):
        """K8: a replay of a batch does the 2 that failed; 8 invoices are as before."""
        before = self.count_invoices()
        shipments = self.env["logistics.shipment"]
        for number in range(8):
            shipments |= self.ship_one(number)
        scans = [self.scan("delivered", tracking_number=f"B{n}") for n in range(10)]
        message, __ = self.env["logistics.sync.message"]._ingest(
            self.carrier, json.dumps(scans).encode(), "batch-1"
        )
        self.process()
        self.assertEqual((message.done_count, message.exception_count), (8, 2))
        invoices = shipments.invoice_ids
        self.assertEqual(len(invoices), 8)
        self.assertEqual(self.count_invoices() - before, 8)
        written = {invoice.id: invoice.write_date for invoice in invoices}
        milestones = shipments.milestone_ids.ids
        late = self.ship_one(8) | self.ship_one(9)
        self.replay(message)
        self.process()
        self.env.invalidate_all()
        self.assertEqual((message.done_count, message.exception_count), (10, 0))
        self.assertEqual(len(late.invoice_ids), 2)
        self.assertEqual(self.count_invoices() - before, 10)
        self.assertEqual({one.id: one.write_date for one in invoices}, written)
        self.assertEqual(shipments.milestone_ids.ids, milestones)
        count = message.replay_count
        self.replay(message, include_done=True)
        self.process()
        self.assertEqual(message.replay_count, count + 1)
        self.assertEqual(self.count_invoices() - before, 10)
