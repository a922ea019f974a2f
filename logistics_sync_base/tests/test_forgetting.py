# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import MOMENT, delivery_event
from .test_flows import BATCHES
from .test_told_again import ToldAgainCase
from .test_webhooks_out import WebhookCase

LONG_AGO = timedelta(days=500)


def forget(case, **values):
    """Let the nightly job of the company run; returns the run."""
    job = case.env["logistics.sync.batch.job"].search(
        [("code", "=", "forget"), ("company_id", "=", case.env.company.id)]
    )
    job.write({"next_run_at": "2026-01-01", **values})
    case.trigger_cron(BATCHES)
    case.env.invalidate_all()
    return job.run_ids[:1]


@tagged("post_install", "-at_install")
class TestForgetFacts(ToldAgainCase):
    """What rules know of facts is kept for a time, and what is open for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = cls.set_plan("shipped", "test_effect")
        cls.delivered = cls.set_plan("delivered", "test_effect")
        cls.env["logistics.sync.sequence.rule"].create(
            {
                "event_type_id": cls.delivered.id,
                "prerequisite_ids": [Command.set(cls.shipped.ids)],
            }
        )
        cls.env["logistics.sync.agreement.rule"].create(
            {
                "name": "Web hook and nightly file",
                "connector_ids": [Command.set((cls.connector | cls.file).ids)],
                "event_type_ids": [Command.set(cls.event_type.ids)],
            }
        )

    def age(self):
        """All that happened so far happened long ago."""
        self.env.flush_all()
        for statement in (
            "UPDATE logistics_sync_event SET received_at = received_at - %s,"
            " processed_at = processed_at - %s",
            "UPDATE logistics_sync_known_fact SET done_at = done_at - %s,"
            " value = value WHERE %s IS NOT NULL",
            "UPDATE logistics_sync_wait SET since = since - %s,"
            " ended_at = ended_at - %s",
        ):
            self.env.cr.execute(statement, [LONG_AGO, LONG_AGO])
        self.env.invalidate_all()

    def get_known(self):
        facts = self.env["logistics.sync.known.fact"].search([])
        return sorted(fact.value.partition("#")[0] for fact in facts)

    def test_settled_facts_go_in_slices(self):
        """B11, B15: old ones are forgotten, piece by piece; new ones stay."""
        for number in ("1Z1", "1Z2", "1Z3"):
            self.tell(self.connector, number)
        self.tell(self.connector, "1Z4", event_type="shipped")
        self.age()
        self.tell(self.connector, "1Z5")
        run = forget(self, slice_size=2)
        self.assertEqual((run.state, run.done_count, run.error_count), ("done", 4, 0))
        self.assertEqual(self.get_known(), ["1z5"])
        self.assertEqual(self.env["logistics.sync.event"].search_count([]), 5)
        # What was shipped is still known, from the record of what happened.
        message = self.tell(self.connector, "1Z4", event_type="delivered")
        self.assertEqual(message.state, "processed")

    def test_what_is_open_is_kept(self):
        """B11, B15: a wait, a contradiction, an event to decide on: none is lost."""
        self.tell(self.connector, "1Z1", event_type="delivered")
        self.tell(self.connector, "1Z2")
        later = MOMENT | {"utc": "2026-11-21T17:05:00Z"}
        second = self.tell(self.file, "1Z2", occurred_at=later)
        self.assertEqual(second.agreement_ids.result, "mismatch")
        third = self.tell(self.connector, "1Z3")
        third.event_ids.state = "exception"
        fourth = self.tell(self.connector, "1Z4")
        self.env.flush_all()
        fourth.state = "exception"
        self.age()
        forget(self)
        self.assertEqual(self.get_known(), ["1z1", "1z2", "1z3", "1z4"])
        # Once decided, they go as well.
        second.event_ids.state = "ignored"
        third.event_ids.state = "done"
        fourth.state = "processed"
        self.tell(self.connector, "1Z1", event_type="shipped")
        self.age()
        forget(self)
        self.assertEqual(self.get_known(), [])

    def test_how_long_is_the_company_s_to_say(self):
        """B15: told again within that time it is a duplicate, later a new fact."""
        self.tell(self.connector, "1Z1")
        self.age()
        forget(self, forget_days=501)
        again = delivery_event("1Z1", location=None)
        self.assertEqual(self.get_known(), ["1z1"])
        self.ingest(self.file, again)
        self.drain()
        self.assertEqual(self.count_effects(), 1)

    def test_meetings_are_forgotten_within_the_hour(self):
        """B8: where workers met is kept no longer than they can be at work."""
        self.tell(self.connector, "1Z1")
        meetings = self.env["logistics.sync.meeting"]
        self.trigger_cron("logistics_sync_base.ir_cron_meetings")
        self.assertEqual(meetings.search_count([]), 1)
        self.env.cr.execute(
            "UPDATE logistics_sync_meeting SET met_at = met_at - %s",
            [timedelta(hours=2)],
        )
        self.trigger_cron("logistics_sync_base.ir_cron_meetings")
        self.assertEqual(meetings.search_count([]), 0)


@tagged("post_install", "-at_install")
class TestForgetStates(WebhookCase):
    """What other systems know of our documents."""

    def setUp(self):
        super().setUp()
        self.set_plan("shipped", "record_only")
        self.subscription = self.subscribe(
            types=self.env["logistics.sync.event.type"].search(
                [("code", "=", "shipped")]
            )
        )

    def happen(self):
        record = self.env["res.partner"].create({"name": "What it is about"})
        self.env["logistics.sync.event"]._publish(
            "shipped", delivery_event("1Z1"), record=record
        )
        self.deliver()
        return self.env["logistics.sync.system.state"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_only_what_is_in_step_goes(self):
        """B24: old news everybody has go; a system that is behind stays on the list."""
        in_step, awaiting = self.happen(), self.happen()
        awaiting.delivery_id.message_id.acknowledgement_state = "overdue"
        self.answer({"detail": "not now"}, status=500)
        behind = self.happen()
        states = in_step | awaiting | behind
        forget(self)
        self.assertEqual(states.exists(), states)
        states.write({"told_at": fields.Datetime.now() - LONG_AGO})
        forget(self)
        self.assertEqual(states.exists(), awaiting | behind)
