# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..exceptions import TransientError
from .common import EVENT_TYPE, LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin
from .test_flows import BATCHES


@tagged("post_install", "-at_install")
class TestBatchJobs(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_plan(EVENT_TYPE, "test_effect")
        cls.event_type.mode = "batch"
        cls.job = cls.env["logistics.sync.batch.job"].create(
            {
                "name": "Settlement",
                "event_type_ids": [(6, 0, cls.event_type.ids)],
                "tz": "America/Chicago",
                "every": "day",
                "run_hour": 19.0,
            }
        )

    def tell(self, *numbers):
        messages = self.env["logistics.sync.message"]
        for number in numbers:
            messages |= self.ingest(self.connector, delivery_event(number))
        self.drain()
        return messages

    def run_job(self, **values):
        self.job.write({"next_run_at": "2026-01-01", **values})
        self.trigger_cron(BATCHES)
        return self.job.run_ids[:1]

    def get_local_hour(self, moment):
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.job.tz))
        return local.hour + local.minute / 60

    def receive_at(self, message, moment):
        message.batch_item_ids.received_at = moment

    def test_each_company_has_the_jobs(self):
        """K19: settlement, reconciliation, tax and exports, for each company."""
        company = self.env["res.company"].create({"name": "Second"})
        jobs = self.env["logistics.sync.batch.job"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(
            {job.name for job in jobs if job.code in ("flows", "export")},
            {
                "Freight settlement",
                "Charge reconciliation",
                "Tax adjustments",
                "Other collected facts",
                "Exports",
            },
        )
        self.assertTrue(all(job.next_run_at for job in jobs if job.every == "day"))

    def test_a_run_tells_when_and_how_much(self):
        """K19: begin, end, count, total and errors of each run."""
        TROUBLE["1Z2"] = TransientError("The service is not there")
        self.tell("1Z1", "1Z2", "1Z3")
        self.assertEqual(self.job.waiting_count, 3)
        run = self.run_job()
        self.assertEqual((run.done_count, run.total_count), (3, 3))
        self.assertEqual(run.error_count, 1)
        self.assertEqual(run.state, "errors")
        self.assertTrue(run.started_at and run.ended_at)
        self.assertEqual(self.job.waiting_count, 0)
        self.assertGreater(str(self.job.next_run_at), "2026-11")
        again = self.run_job()
        self.assertEqual((again.done_count, again.state), (0, "done"))

    def test_run_now(self):
        """K19: the button does it in the background, at once."""
        manager = self.make_user("batch_manager", "manager")
        message = self.tell("1Z1")
        self.job.with_user(manager).action_run_now()
        self.assertFalse(self.job.run_ids)
        self.trigger_cron(BATCHES)
        self.assertEqual(self.job.run_ids.requested_by_id, manager)
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.job.is_requested)
        clerk = self.make_user("batch_clerk", "user")
        with self.assertRaises(AccessError):
            self.job.with_user(clerk).action_run_now()

    def test_each_company_its_own_schedule(self):
        """K19: the batch of one company leaves the facts of another alone."""
        company = self.env["res.company"].create({"name": "Second"})
        other = self.job.copy(
            {"company_id": company.id, "event_type_ids": [(6, 0, self.event_type.ids)]}
        )
        message = self.tell("1Z1")
        other.next_run_at = "2026-01-01"
        self.trigger_cron(BATCHES)
        self.assertEqual(other.run_ids.total_count, 0)
        self.assertEqual(message.waiting_for, "batch")

    def test_what_comes_after_the_cut_off_is_for_the_next_batch(self):
        """B16: cut-off 18:00 local: of 18:01 is in the next run, and listed here."""
        messages = self.tell("1Z1", "1Z2")
        now = fields.Datetime.now().replace(second=0)
        cutoff = now - timedelta(minutes=10)
        self.receive_at(messages[0], cutoff)
        self.receive_at(messages[1], cutoff + timedelta(minutes=1))
        run = self.run_job(has_cutoff=True, cutoff_hour=self.get_local_hour(cutoff))
        self.assertEqual(run.cutoff_at, cutoff)
        self.assertEqual(messages.mapped("state"), ["processed", "transformed"])
        self.assertEqual(run.item_ids, messages[0].batch_item_ids)
        self.assertEqual(run.rolled_ids, messages[1].batch_item_ids)
        self.assertEqual(run.rolled_count, 1)
        following = self.run_job(cutoff_hour=self.get_local_hour(now))
        self.assertEqual(following.item_ids, messages[1].batch_item_ids)
        self.assertFalse(following.rolled_ids)
        self.assertEqual(run.rolled_count, 1, "the list stays")
        self.assertEqual(messages[1].state, "processed")

    def test_a_run_that_was_broken_off_goes_on(self):
        """K20: what was saved is not done again, and the run says it went on."""
        self.tell(*(f"1Z{number}" for number in range(6)))
        run = self.env["logistics.sync.batch.run"].create(
            {"job_id": self.job.id, "started_at": "2099-01-01", "total_count": 6}
        )
        first = self.env["logistics.sync.batch.item"].search(
            [("event_type_id", "=", self.event_type.id)], limit=3
        )
        first._release("Taken up", run)
        run._count(3, 0)
        self.drain("batch")
        self.trigger_cron(BATCHES)
        self.assertEqual(self.job.run_ids, run)
        self.assertEqual((run.state, run.resumed_count), ("done", 1))
        self.assertEqual((run.done_count, run.total_count), (6, 6))
        for number in range(6):
            self.assertEqual(self.count_effects(f"1Z{number}"), 1)

    def test_a_flow_has_one_job(self):
        """K19: two jobs for one flow would be two answers to who works on it."""
        with self.assertRaisesRegex(ValidationError, "another job"):
            self.job.copy({"event_type_ids": [(6, 0, self.event_type.ids)]})

    def test_a_cut_off_needs_a_period(self):
        """B16: what is done every few minutes has no cut-off."""
        with self.assertRaisesRegex(ValidationError, "each day, week or month"):
            self.job.write({"has_cutoff": True, "every": "minutes"})

    def test_exports_leave_runs_behind(self):
        """K19: the export of each hour is on record like any other run."""
        self.env["logistics.sync.export"].create(
            {"name": "All", "connector_id": self.connector.id, "file_format": "json"}
        )
        self.event_type.mode = "near_real_time"
        self.tell("1Z1")
        self.trigger_cron("logistics_sync_base.ir_cron_export")
        job = self.env["logistics.sync.batch.job"].search(
            [("code", "=", "export"), ("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(job.last_run_id.state, "done")
