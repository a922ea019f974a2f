# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tests import BaseCase, tagged

from ..core.quiet import month_close
from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .simulated_handler import EFFECT, SimulatedHandlerMixin
from .test_flows import BATCHES

SWEEP = "logistics_sync_base.ir_cron_sweep"


@tagged("post_install", "-at_install")
class TestPureMonthClose(BaseCase):
    def test_the_days_around_the_end_of_a_month(self):
        """N14: the last 2 days and the first 3, of the company's own clock."""
        zone = ZoneInfo("America/Chicago")
        for text, expected in (
            ("2026-11-29 05:59", None),
            ("2026-11-29 06:00", "2026-11-29 06:00"),
            ("2026-12-01 00:00", "2026-11-29 06:00"),
            ("2026-12-04 05:59", "2026-11-29 06:00"),
            ("2026-12-04 06:00", None),
            ("2027-01-02 12:00", "2026-12-30 06:00"),
        ):
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
            found = month_close(moment, zone, 2, 3)
            self.assertEqual(found and f"{found[0]:%Y-%m-%d %H:%M}", expected, msg=text)
            if found:
                self.assertLessEqual(found[0], moment)
                self.assertLess(moment, found[1])


@tagged("post_install", "-at_install")
class TestQuietTimes(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan(EVENT_TYPE, "test_effect")
        cls.job = cls.env["logistics.sync.batch.job"].create(
            {"name": "Archive", "event_type_ids": [(6, 0, cls.event_type.ids)]}
        )

    def make_quiet(self, **values):
        now = fields.Datetime.now()
        return self.env["logistics.sync.quiet.time"].create(
            {
                "name": "Month-end close",
                "recurrence": "once",
                "date_start": now - timedelta(hours=1),
                "date_end": now + timedelta(hours=1),
                **values,
            }
        )

    def end(self, quiet):
        quiet.date_end = fields.Datetime.now() - timedelta(seconds=1)

    def run_job(self):
        self.job.next_run_at = "2026-01-01"
        self.trigger_cron(BATCHES)
        return self.job.run_ids[:1]

    def collect(self, number):
        self.event_type.mode = "batch"
        message = self.ingest(self.connector, delivery_event(number))
        self.drain()
        return message

    def test_a_job_is_left_out_and_taken_up_afterwards(self):
        """N14: skipped in the close, logged with the reason, done when it is over."""
        quiet = self.make_quiet()
        message = self.collect("1Z1")
        run = self.run_job()
        self.assertEqual(run.state, "skipped")
        self.assertIn("Month-end close", run.note)
        self.assertEqual(self.job.next_run_at, quiet.date_end)
        self.assertEqual(message.waiting_for, "batch")
        self.assertEqual(self.run_job(), run, "told once")
        self.end(quiet)
        self.assertEqual(self.run_job().state, "done")
        self.assertEqual(message.state, "processed")

    def test_what_piled_up_follows_in_its_order(self):
        """N14, K20: after the close: as it had come, once, though it was broken off."""
        quiet = self.make_quiet()
        numbers = [f"1Z{number}" for number in range(6)]
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.collect(number)
        for minute, message in enumerate(messages):
            message.batch_item_ids.received_at = f"2026-11-20 10:{minute:02d}:00"
        self.job.slice_size = 2
        self.assertEqual(self.run_job().state, "skipped")
        self.end(quiet)
        # A run that was killed after its first two facts.
        run = self.env["logistics.sync.batch.run"].create(
            {"job_id": self.job.id, "started_at": "2026-11-20 11:00", "total_count": 6}
        )
        messages[:2].batch_item_ids._release("Taken up", run)
        run._count(2, 0)
        self.drain("batch")
        self.trigger_cron(BATCHES)
        self.assertEqual((run.state, run.done_count), ("done", 6))
        done = self.env["res.partner"].search([("ref", "=", EFFECT)], order="id")
        self.assertEqual(done.mapped("name"), numbers)

    def test_only_the_named_jobs(self):
        """N14: other jobs of the company are done as planned."""
        other = self.env["logistics.sync.batch.job"].search(
            [("company_id", "=", self.env.company.id), ("id", "!=", self.job.id)],
            limit=1,
        )
        self.make_quiet(job_ids=[(6, 0, other.ids)], holds_lane=False)
        message = self.collect("1Z1")
        self.assertEqual(self.run_job().state, "done")
        self.assertEqual(message.state, "processed")

    def test_what_cannot_wait_is_done_all_the_same(self):
        """N14: a critical job takes its facts past the lane that is held."""
        self.make_quiet()
        self.job.is_critical = True
        message = self.collect("1Z1")
        self.assertEqual(self.run_job().state, "done")
        self.assertEqual(message.state, "processed")
        self.assertEqual(message.channel, "operational")

    def test_the_batch_lane_rests(self):
        """N14: heavy documents wait, readable why; ordinary ones and others do not."""
        heavy = self.make_connector(channel="batch")
        company = self.env["res.company"].create({"name": "Second"})
        stranger = self.make_connector(channel="batch", company_id=company.id)
        quiet = self.make_quiet()
        held = self.ingest(heavy, delivery_event("1Z1"))
        others = self.ingest(self.connector, delivery_event("1Z2"))
        others |= self.ingest(stranger, delivery_event("1Z3"))
        self.drain()
        self.drain("batch")
        self.assertEqual(set(others.mapped("state")), {"processed"})
        self.assertEqual(held.state, "received")
        self.trigger_cron(SWEEP)
        self.assertEqual(held.waiting_for, "calendar")
        self.assertIn("Month-end close", held.waiting_note)
        self.end(quiet)
        self.trigger_cron(SWEEP)
        self.assertFalse(held.waiting_for)
        self.drain("batch")
        self.assertEqual(held.state, "processed")

    def test_an_archived_one_holds_nothing(self):
        """N14: switched off means off at once."""
        quiet = self.make_quiet()
        self.assertTrue(quiet.is_in_force)
        quiet.active = False
        self.collect("1Z1")
        self.assertEqual(self.run_job().state, "done")
