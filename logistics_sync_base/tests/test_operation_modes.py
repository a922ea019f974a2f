# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import delivery_event
from .gate_case import GateCase

REASON = "Month-end billing: finance looks at each document"


@tagged("post_install", "-at_install")
class TestOperationModes(GateCase):
    def setUp(self):
        super().setUp()
        self.operator = self.make_user("logistics_sync_operator", "operations")

    def switch(self, mode, user=None, reason=REASON, **values):
        """Use the dialog of the form, as somebody of operations."""
        connector = self.subscriber.with_user(user or self.operator)
        action = connector.action_operation_mode()
        wizard = self.env[action["res_model"]].with_user(user or self.operator)
        wizard.with_context(**action["context"]).create(
            {"mode": mode, "reason": reason, **values}
        ).action_apply()
        self.env.invalidate_all()

    def make_other_way(self):
        folder = self.make_folder()
        other = self.make_connector(
            name="Files for the bad days", outbound_folder_url=f"file://{folder}"
        )
        return other, folder

    def test_hold_and_catch_up(self):
        """K22, K21: nothing is sent, all is kept and says why; then all, in order."""
        self.switch("hold")
        messages = self.tell_many(3)
        self.assertEqual(self.deliver(), [])
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.assertEqual(set(messages.mapped("waiting_for")), {"degraded"})
        self.assertIn(REASON, messages[0].waiting_note)
        self.assertEqual(set(messages.mapped("attempt_count")), {0})
        self.assertEqual(self.subscriber.held_count, 3)
        self.switch("normal", reason="Closed")
        self.assertEqual(set(messages.mapped("waiting_for")), {False})
        self.assertEqual(len(self.deliver()), 3)
        self.assertEqual(self.get_parcels(), ["1Z0000", "1Z0001", "1Z0002"])

    def test_what_waits_already_is_held_at_once(self):
        """K22: the switch counts for documents that are owed but have not left."""
        messages = self.tell_many(2)
        self.switch("manual")
        self.assertEqual(set(messages.mapped("waiting_for")), {"degraded"})
        self.assertEqual(self.deliver(), [])

    def test_released_by_hand(self):
        """K22: one is released and leaves, the others stay; then all; with names."""
        self.switch("manual")
        messages = self.tell_many(3)
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.env.invalidate_all()
        messages[1].with_user(self.operator).action_release()
        self.deliver()
        self.assertEqual(self.get_parcels(), ["1Z0001"])
        self.assertEqual(messages[1].state, "processed")
        notes = [step.get("note") or "" for step in messages[1].history]
        self.assertIn(f"Released by {self.operator.name}", notes)
        self.subscriber.with_user(self.operator).action_release_all()
        self.deliver()
        self.assertEqual(sorted(self.get_parcels()), ["1Z0000", "1Z0001", "1Z0002"])
        late = self.tell_many(1, begin=3)
        self.deliver()
        self.assertEqual(late.attempt_count, 0, "what comes later is held again")

    def test_a_hold_counts_for_what_was_released(self):
        """K22: released, but not through yet: a hold that follows keeps it."""
        self.switch("manual")
        [message] = self.tell_many(1)
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.env.invalidate_all()
        message.with_user(self.operator).action_release()
        self.answer(status=503)
        self.assertEqual(len(self.deliver()), 1)
        self.switch("hold", reason="Stop everything")
        self.make_due(message)
        self.assertEqual(len(self.deliver()), 1, "it stays where it is")
        self.assertEqual(message.state, "failed")

    def test_only_what_is_held_is_released(self):
        """K22: not in hold, not without being held, not by a clerk."""
        [message] = self.tell_many(1)
        with self.assertRaisesRegex(UserError, "None of these messages is held"):
            message.action_release()
        self.switch("hold")
        with self.assertRaisesRegex(UserError, "Change its mode of operation first"):
            message.with_user(self.operator).action_release()
        self.switch("manual", reason="Now by hand")
        clerk = self.make_user("logistics_sync_mode_clerk", "user")
        with self.assertRaises(AccessError):
            message.with_user(clerk).action_release()

    def test_another_way_takes_over(self):
        """K22: fallback used, in the partner's own form; banner and log tell of it."""
        other, folder = self.make_other_way()
        # The partner is down: its own way is closed, and that holds nothing up.
        self.subscriber.with_user(self.operator)._switch_calls("stop", "Down")
        self.switch("alternate", alternate_connector_id=other.id)
        messages = self.tell_many(2)
        self.assertEqual(self.deliver(), [], "the usual way is not used")
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        told = [json.loads(path.read_bytes()) for path in sorted(folder.iterdir())]
        numbers = {one["references"]["tracking_number"] for one in told}
        self.assertEqual(numbers, {"1Z0000", "1Z0001"})
        self.assertEqual(messages.attempt_ids.sent_through_id, other)
        self.assertEqual(messages.connector_id, self.subscriber)
        banner = self.subscriber.operation_summary
        self.assertIn("Documents leave through Files for the bad days", banner)
        self.assertIn(self.operator.name, banner)
        self.assertIn(REASON, banner)
        self.subscriber.with_user(self.operator)._switch_calls("resume", "Up")
        self.switch("normal", reason="It works again")
        self.tell_many(1, begin=2)
        self.deliver()
        self.assertEqual(self.get_parcels(), ["1Z0002"])
        self.assertEqual(len(list(folder.iterdir())), 2)

    def test_the_log(self):
        """K22: who, when, why, and when it ended; the form shows it with a banner."""
        self.switch("hold")
        self.switch("manual", reason="Now by hand")
        self.switch("normal", reason="Closed")
        log = self.subscriber.operation_mode_ids.sorted("id")
        self.assertEqual(log.mapped("mode"), ["hold", "manual"])
        self.assertEqual(log.mapped("reason"), [REASON, "Now by hand"])
        self.assertEqual(log.mapped("end_reason"), ["Now by hand", "Closed"])
        self.assertEqual(log.started_by_id | log.ended_by_id, self.operator)
        self.assertTrue(all(log.mapped("ended_at")))
        posts = " ".join(self.subscriber.message_ids.mapped("body"))
        self.assertIn("Released by hand", posts)
        arch = self.env["logistics.sync.connector"].get_view(view_type="form")["arch"]
        self.assertIn("operation_summary", arch)
        self.assertFalse(self.subscriber.operation_summary)

    def test_what_comes_in_can_be_held_too(self):
        """K22: in a billing window a person releases what a partner tells as well."""
        self.switch("manual", covers_inbound=True)
        message = self.ingest(self.subscriber, delivery_event("IN-1"))
        self.drain()
        self.assertEqual(message.state, "received")
        self.trigger_cron("logistics_sync_base.ir_cron_sweep")
        self.env.invalidate_all()
        self.assertEqual(message.waiting_for, "degraded")
        self.tell_one = self.ingest(self.teller, delivery_event("IN-2"))
        self.drain()
        self.assertEqual(self.tell_one.state, "processed", "others are not touched")
        message.with_user(self.operator).action_release()
        self.drain()
        self.assertEqual(message.state, "processed")

    def test_only_a_way_that_can_send_takes_over(self):
        """K22: not itself, not paused, not one that only waits to be asked."""
        paused, __ = self.make_other_way()
        paused.state = "paused"
        asked = self.make_connector(outbound_transport="outbox")
        for wrong in (self.subscriber, paused, asked):
            with self.assertRaisesRegex(UserError, "Choose another live connector"):
                self.switch("alternate", alternate_connector_id=wrong.id)

    def test_who_may_switch(self):
        """K22: operations, with a reason; nobody else."""
        clerk = self.make_user("logistics_sync_mode_clerk", "user")
        with self.assertRaises(AccessError):
            self.subscriber.with_user(clerk)._switch_operation("hold", REASON)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.subscriber.with_user(self.operator)._switch_operation("hold", " ")

    def test_health_tells_of_it(self):
        """K22, N15: out of normal operation is a finding until it is over."""
        self.switch("hold")
        self.tell_many(1)
        health = self.env["logistics.sync.health"]
        findings = health._find(health._measure(self.env.company))
        [finding] = [one for one in findings if one["code"] == "degraded"]
        self.assertIn(REASON, finding["sentence"])
        self.assertFalse(health._is_stalled())
