# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..models.message import STATES
from ..models.message_queue import RUNNER_LOCK
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestStates(SimulatedHandlerMixin, LogisticsSyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("logistics_sync_base.ir_cron_drain_operational")
        cls.cron.active = True

    def get_wake_ups(self):
        """Triggers of the cron and, where a runner lives, queued jobs."""
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        jobs = self.env["queue.job"].search(
            [("method_name", "=", "_job_drain"), ("state", "=", "pending")]
        )
        return [*triggers, *jobs.sudo()]

    def forget_wake_ups(self):
        for record in self.get_wake_ups():
            record.unlink()

    def get_path(self, message):
        return [step["state"] for step in message.history]

    def test_every_state_is_known(self):
        """B1: the states that were asked for exist."""
        self.assertLessEqual(
            set(
                "received validated transformed queued processed acknowledged failed "
                "dead ignored".split()
            ),
            dict(STATES).keys(),
        )

    def test_each_transition_is_kept_with_its_time(self):
        """B1: the history names each state with its time, in order."""
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        self.assertEqual(
            self.get_path(message),
            ["received", "validated", "transformed", "processed"],
        )
        times = [fields.Datetime.to_datetime(step["at"]) for step in message.history]
        self.assertEqual(times, sorted(times))
        self.assertTrue(all(times))

    def test_the_form_shows_the_states_in_words(self):
        """B1: a person reads the states with their times and notes."""
        TROUBLE["T-1"] = UserError("no")
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        message._replay("Because of a test")
        self.assertIn("Needs a decision", message.history_html)
        self.assertIn("Because of a test", message.history_html)
        self.assertIn(message.history[0]["at"][:10], message.history_html)

    def test_a_person_who_changed_a_state_is_named(self):
        """B1: the history tells who replayed a message."""
        clerk = self.make_user("operations_one", "operations")
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        replay = message.with_user(clerk).action_replay()
        self.confirm_replay(replay, include_done=True)
        self.assertEqual(message.history[-1]["by"], clerk.name)
        self.assertEqual(message.history[-1]["state"], "queued")

    def test_nothing_happens_before_a_worker_comes(self):
        """K1: stored and pending without workers; processed when they are there."""
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.assertEqual(message.state, "received")
        self.assertFalse(self.count_effects("T-1"))
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_intake_wakes_a_worker(self):
        """K1: a stored message triggers its channel's worker."""
        self.forget_wake_ups()
        self.env["logistics.sync.message"]._dispatch(["operational"])
        self.assertEqual(len(self.get_wake_ups()), 1)

    def test_where_a_runner_lives_a_job_is_queued(self):
        """K1, N15: with a live queue_job runner the work is a job of its channel."""
        with db_connect(self.env.cr.dbname).cursor() as runner:
            # For this transaction only; a real runner may hold it already.
            runner.execute("SELECT pg_try_advisory_xact_lock(%s)", [RUNNER_LOCK])
            self.env["logistics.sync.message"]._dispatch(["outbound"])
        job = self.env["queue.job"].search(
            [("method_name", "=", "_job_drain"), ("state", "=", "pending")]
        )
        self.assertEqual(job.mapped("channel"), ["root.logistics_sync.outbound"])

    def test_the_sweeper_finds_what_nobody_was_woken_for(self):
        """K1, J6: due work without a wake-up is found within the minute."""
        self.ingest(self.connector, delivery_event("T-1"))
        self.forget_wake_ups()
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertTrue(self.get_wake_ups())

    def test_the_sweeper_leaves_paused_partners_alone(self):
        """K1: what waits on purpose wakes nobody."""
        paused = self.make_connector(state="paused")
        self.ingest(paused, delivery_event("T-1"))
        self.forget_wake_ups()
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertFalse(self.get_wake_ups())

    def test_a_halted_step_is_repeated_without_those_before(self):
        """K2, J20: what is restarted begins at the step that halted."""
        TROUBLE["T-1"] = UserError("no")
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        TROUBLE.clear()
        message._replay("again")
        self.drain()
        self.assertEqual(
            [step["consequence"] for step in message.event_ids.steps],
            ["test_look", "test_effect", "test_effect"],
        )
        self.assertEqual(message.event_ids.state, "done")

    def test_work_in_other_hands_is_left_alone(self):
        """K1, B9: a message under a valid lease is not claimed a second time."""
        message = self.ingest(self.connector, delivery_event("T-1"))
        until = fields.Datetime.now() + timedelta(minutes=2)
        message.write({"lease_token": "another worker", "lease_until": until})
        self.drain()
        self.assertEqual((message.state, message.attempt_count), ("received", 0))

    def test_the_work_of_a_lost_worker_is_taken_over(self):
        """K1, J6: after the lease another worker does it; the lost try is logged."""
        message = self.ingest(self.connector, delivery_event("T-1"))
        until = fields.Datetime.now() - timedelta(seconds=1)
        message.write({"lease_token": "dead worker", "lease_until": until})
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertIn("transient", message.attempt_ids.mapped("result"))
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_urgent_partners_go_first(self):
        """K1: a claim takes the messages of urgent connectors first."""
        urgent = self.make_connector(priority=1)
        late = self.ingest(self.connector, delivery_event("T-1"))
        early = self.ingest(urgent, delivery_event("T-2"))
        messages = self.env["logistics.sync.message"]
        self.env.flush_all()
        claimed = messages._claim_rows("operational", 1, "token")
        self.assertEqual(claimed, [early.id])
        self.assertNotIn(late.id, claimed)

    def test_one_id_goes_through_message_event_and_question(self):
        """B4: message, event and exception carry the same correlation id."""
        TROUBLE["T-1"] = UserError("no")
        message = self.ingest(
            self.connector, delivery_event("T-1"), correlation_id="trace-0000-42"
        )
        self.drain()
        question = self.get_exceptions("rejected_by_odoo")
        self.assertEqual(
            {
                message.correlation_id,
                message.event_ids.correlation_id,
                question.correlation_id,
            },
            {"trace-0000-42"},
        )
        found = self.env["logistics.sync.message"].name_search("trace-0000-42")
        self.assertEqual([row[0] for row in found], message.ids)
