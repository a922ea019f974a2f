# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo import Command
from odoo.tests import tagged

from .common import ShipmentCase

PATH = ("picked_up", "departed_origin", "arrived_facility", "departed_facility")
PATH += ("in_transit", "arrived_destination", "out_for_delivery", "delivered")


@tagged("post_install", "-at_install")
class TestHistory(ShipmentCase):
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
        cls.shipments = cls.env["logistics.shipment"]
        for number in range(5):
            order = cls.create_order((cls.lamp, 1))
            cls.shipments |= cls.ship(order, tracking=f"OLD{number}")
            order.message_subscribe(cls.customer.ids)

    def make_scans(self, tracking, count):
        """So many facts of long ago, the last one a delivery."""
        milestones = ["in_transit"] * (count - 1) + ["delivered"]
        return [
            self.scan(
                milestone,
                at=f"2025-03-{place + 1:02d}T10:00:00Z",
                tracking_number=tracking,
            )
            for place, milestone in enumerate(milestones)
        ]

    def load(self, documents, **values):
        """Run a backfill of one file."""
        raw = json.dumps(documents).encode()
        run = self.env["logistics.sync.backfill"].create(
            {
                "name": "Scans of the old system",
                "connector_id": self.carrier.id,
                "reason": "We moved from another system",
                "attachment_ids": [
                    Command.create({"name": "old.json", "datas": base64.b64encode(raw)})
                ],
                **values,
            }
        )
        run.action_start()
        self.work("batch")
        return run

    def work(self, *names):
        """Let the workers of these channels, or these crons, do what is due."""
        for name in names:
            xmlid = f"logistics_sync_base.ir_cron_drain_{name}"
            cron = self.env.ref(name if "." in name else xmlid)
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()

    def count_traces(self):
        """What people or partners would notice."""
        names = ("mail.mail", "mail.notification", "mail.activity", "account.move")
        return {
            **{name: self.env[name].search_count([]) for name in names},
            "questions": self.env["logistics.sync.exception"].search_count([]),
            "outbound": self.env["logistics.sync.message"].search_count(
                [("direction", "=", "out")]
            ),
        }

    def test_a_hundred_old_events_fill_timelines_and_nothing_else(self):
        """B25: 100 events of the past: timelines filled, 0 mails, 0 invoices."""
        self.assertEqual(
            set(self.shipments.invoice_release_ids.mapped("state")), {"waiting"}
        )
        before = self.count_traces()
        documents = [scan for n in range(5) for scan in self.make_scans(f"OLD{n}", 20)]
        run = self.load(documents)
        self.assertEqual((run.event_count, run.done_count), (100, 100))
        self.assertEqual(
            [len(shipment.milestone_ids) for shipment in self.shipments], [20] * 5
        )
        self.assertEqual(set(self.shipments.mapped("status")), {"delivered"})
        self.assertEqual(self.shipments.milestone_ids.backfill_id, run)
        self.shipments.invoice_release_ids.write({"needs_evaluation": True})
        self.work(
            "logistics_sync_carrier.ir_cron_invoice_reevaluate",
            "logistics_sync_carrier.ir_cron_invoice_eligible",
            "outbound",
        )
        self.env["logistics.order.checkpoint"]._refresh(self.shipments.sale_order_ids)
        self.assertEqual(self.count_traces(), before)
        self.assertFalse(self.shipments.invoice_ids)
        self.assertIn("history", self.shipments[0].invoice_release_ids.note)

    def test_the_same_events_of_today_would_have_invoiced(self):
        """B25: it is the mark of the run that keeps the invoice from being made."""
        self.load(self.make_scans("OLD0", 3))
        message = self.env["logistics.sync.message"]._ingest(
            self.carrier, json.dumps(self.make_scans("OLD1", 3)).encode(), "today"
        )[0]
        self.work("operational", "logistics_sync_carrier.ir_cron_invoice_eligible")
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.shipments[0].invoice_ids)
        self.assertTrue(self.shipments[1].invoice_ids)

    def test_news_of_today_end_the_silence(self):
        """B25: a shipment goes on by rule once its partner tells something new."""
        self.load(self.make_scans("OLD0", 2)[:1])
        release = self.shipments[0].invoice_release_ids
        self.env["logistics.invoice.release"]._evaluate_for(self.shipments)
        self.assertIn("history", release.note)
        self.assertFalse(self.shipments[1].invoice_release_ids.note)
        fresh = self.scan("delivered", tracking_number="OLD0")
        self.env["logistics.sync.message"]._ingest(
            self.carrier, json.dumps([fresh]).encode(), "today"
        )
        self.work("operational", "logistics_sync_carrier.ir_cron_invoice_eligible")
        self.assertTrue(self.shipments[0].invoice_ids)
        self.assertFalse(release.note)

    def test_what_cannot_be_placed_is_asked_once(self):
        """B25: unknown numbers are counted and listed in the run, as one question."""
        documents = self.make_scans("NOBODY1", 4) + self.make_scans("OLD0", 2)
        before = self.count_traces()["questions"]
        run = self.load(documents)
        self.assertEqual(self.count_traces()["questions"], before)
        self.work("logistics_sync_base.ir_cron_sweep")
        self.assertEqual((run.state, run.problem_count, run.done_count), ("done", 4, 2))
        question = self.env["logistics.sync.exception"].search(
            [("code_id.code", "=", "backfill_problems")]
        )
        self.assertIn("4 of 6 facts", question.name)
        self.assertEqual(self.count_traces()["questions"], before + 1)
        action = run.action_view_problems()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(found.mapped("reference")), {"NOBODY1"})
