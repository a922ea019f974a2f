# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import delivery_event
from .test_webhooks_out import WebhookCase

UNKNOWN = {
    "utc": None,
    "offset_minutes": None,
    "precision": "none",
    "offset_source": "none",
}

REFRESH = "logistics_sync_base.ir_cron_system_states"


@tagged("post_install", "-at_install")
class TestSystemStates(WebhookCase):
    """A portal that is told how a document gets on."""

    def setUp(self):
        super().setUp()
        self.record = self.env["res.partner"].create({"name": "What it is about"})
        self.types = {
            code: self.set_plan(code, "record_only")
            for code in ("shipped", "delivered")
        }
        self.subscription = self.subscribe(
            types=self.types["shipped"] | self.types["delivered"]
        )

    def happen(self, code, hour, **values):
        moment = {
            **delivery_event("1")["occurred_at"],
            "utc": f"2026-11-20T{hour:02}:00:00Z",
        }
        document = delivery_event("1Z1", occurred_at=moment, **values)
        return self.env["logistics.sync.event"]._publish(
            code, document, record=self.record
        )

    def get_state(self):
        return self.env["logistics.sync.system.state"].search(
            [("res_model", "=", self.record._name), ("res_id", "=", self.record.id)]
        )

    def test_in_step_then_behind_then_in_step(self):
        """B24: the last state sent, what Odoo knows, since when they differ."""
        self.happen("shipped", 8)
        self.deliver()
        state = self.get_state()
        self.assertEqual(state.told_type_id, self.types["shipped"])
        self.assertFalse(state.is_different or state.different_since)
        self.answer({"detail": "out of order"}, status=500)
        event = self.happen("delivered", 9)
        self.deliver()
        self.assertTrue(state.is_different)
        self.assertEqual(state.told_type_id, self.types["shipped"])
        self.assertEqual(state.owed_type_id, self.types["delivered"])
        self.assertEqual(state.different_since, event.delivery_ids.created_at)
        self.assertEqual(state.delivery_state, "retrying")
        self.answer()
        self.make_due(event.delivery_ids.message_id)
        self.deliver()
        self.assertFalse(state.is_different or state.different_since)
        self.assertEqual(state.told_type_id, self.types["delivered"])

    def test_what_was_confirmed_is_told_apart(self):
        """B24, B19: sent is not confirmed; the partner's answer makes it so."""
        self.subscription.ack_expected = "acceptance"
        self.happen("shipped", 8)
        self.deliver()
        state = self.get_state()
        self.assertFalse(state.acknowledged_type_id)
        self.ingest(
            self.subscriber,
            {
                "schema": "acknowledgement/1.0",
                "event_type": "acknowledgement_received",
                "status": "accepted",
                "document": {"message_id": self.get_owed().public_id},
                "errors": [],
            },
        )
        self.drain()
        self.assertEqual(state.acknowledged_type_id, self.types["shipped"])

    def test_late_news_of_the_past_are_no_newer_state(self):
        """B24: a scan that comes late, or a forecast, changes nothing."""
        self.happen("delivered", 9)
        self.happen("shipped", 8)
        self.happen("shipped", 20, classifier="planned")
        self.deliver()
        state = self.get_state()
        self.assertEqual(state.told_type_id, self.types["delivered"])
        self.assertFalse(state.is_different)

    def test_news_without_a_time_hide_nothing(self):
        """B24: when we heard of it is not when it happened, neither way."""
        self.happen("shipped", 8)
        self.deliver()
        state = self.get_state()
        self.answer({"detail": "not now"}, status=500)
        untimed = self.env["logistics.sync.event"]._publish(
            "delivered",
            delivery_event("1Z1", occurred_at=UNKNOWN),
            record=self.record,
        )
        self.deliver()
        self.assertTrue(state.is_different, "it does not know of the delivery")
        self.assertEqual(state.owed_event_id, untimed)
        self.answer()
        self.make_due(untimed.delivery_ids.message_id)
        self.deliver()
        self.assertFalse(state.is_different)
        self.assertEqual(state.owed_type_id, self.types["shipped"])
        # Told of long ago, and not known there: no later news hides it.
        self.answer({"detail": "not now"}, status=500)
        late = self.happen("delivered", 9)
        self.deliver()
        self.assertTrue(state.is_different)
        self.assertEqual(state.owed_event_id, late)

    def test_what_was_never_tried_is_found(self):
        """B24: a paused partner: the cron notes what it does not know, in sets."""
        self.happen("shipped", 8)
        self.assertFalse(self.get_state())
        self.trigger_cron(REFRESH)
        state = self.get_state()
        self.assertTrue(state.is_different)
        self.assertFalse(state.told_type_id)
        self.assertEqual(state.action_open_document()["res_id"], self.record.id)
        message = self.get_owed()
        self.assertEqual(state.action_open_message()["res_id"], message.id)

    def test_taking_facts_in_costs_nothing(self):
        """B24: nothing is worked out where a fact is told, only where it leaves."""
        self.happen("shipped", 8)
        self.assertFalse(self.get_state())
