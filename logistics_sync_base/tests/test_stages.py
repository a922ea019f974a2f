# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import delivery_event
from .replay_case import ReplayCase
from .simulated_handler import TROUBLE
from .test_webhooks_out import WebhookCase

RULES = {
    "event_type": {"constant": "test_fact"},
    "milestone": {"constant": "delivered"},
    "references.tracking_number": "number",
    "occurred_at": {"expression": "when", "transform": "datetime"},
}
SCAN = {"number": "S-1", "when": "2026-11-20T10:00:00Z"}


@tagged("post_install", "-at_install")
class TestDeliveryStage(WebhookCase):
    def test_a_failed_delivery_is_restarted_alone(self):
        """K2: the partner failed; the restart calls it again and repeats nothing."""
        self.subscriber.retry_policy_id = self.env[
            "logistics.sync.retry.policy"
        ].create({"name": "Once", "max_attempts": 1})
        self.subscribe()
        self.answer({"detail": "out of order"}, status=500)
        event = self.tell("1Z1")
        came = event.message_id
        self.deliver()
        sent = self.get_owed()
        self.assertEqual((came.state, sent.state), ("processed", "dead"))
        self.assertEqual(came.failed_stage, "delivery")
        before = self.get_picture(came, event, sent)
        self.answer({"ok": True})
        action = came.action_restart_stage()
        replay = self.confirm_replay(action)
        self.assertEqual(replay.line_ids.message_id, sent)
        requests = self.deliver()
        self.drain()
        self.assertEqual(len(requests), 2)
        self.assertEqual(requests[0].body, requests[1].body)
        self.assertEqual(
            requests[0].headers["webhook-id"], requests[1].headers["webhook-id"]
        )
        self.env.invalidate_all()
        self.assertEqual(self.get_picture(came, event, sent), before)
        self.assertEqual((sent.state, came.failed_stage), ("processed", False))

    def get_picture(self, came, event, sent):
        """All that the stages before delivery have left."""
        return (
            came.replay_count,
            came.attempt_ids.ids,
            came.history,
            event.steps,
            event.processed_at,
            sent.body_sha256,
            sent.public_id,
        )


@tagged("post_install", "-at_install")
class TestStages(ReplayCase):
    def get_stages(self, message):
        message.invalidate_recordset()
        return message._get_stages(message._count_passed_on().get(message.id, {}))

    def test_what_follows_is_restarted_without_reading_again(self):
        """K2: events are stored; applying them does not need the document."""
        connector = self.make_connector(mapping_id=self.make_mapping(RULES).id)
        TROUBLE["S-1"] = UserError("no")
        message = self.ingest(connector, SCAN)
        self.drain()
        self.assertEqual(message.failed_stage, "orchestration")
        self.assertEqual(self.get_stages(message)["transformation"], "done")
        TROUBLE.clear()
        # A mapping that reads nothing any more shows that nothing is read.
        connector.mapping_id = False
        self.confirm_replay(message.with_user(self.clerk).action_restart_stage())
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(self.count_effects("S-1"), 1)
        self.assertEqual(self.get_stages(message)["orchestration"], "done")

    def test_the_others_of_a_set_are_read(self):
        """K2: a restart beside fresh messages changes nothing for those."""
        connector = self.make_connector(mapping_id=self.make_mapping(RULES).id)
        TROUBLE["S-1"] = UserError("no")
        message = self.ingest(connector, SCAN)
        self.drain()
        TROUBLE.clear()
        message._requeue("Only what follows", stage="follow")
        fresh = self.ingest(connector, SCAN | {"number": "S-2"})
        self.drain()
        self.assertEqual((message | fresh).mapped("state"), ["processed"] * 2)
        message._requeue("All of it")
        self.assertFalse(message.replay_stage)

    def test_what_could_not_be_read_does_not_pass_as_a_fact(self):
        """K2: restarting what follows skips what reading had refused."""
        document = delivery_event("S-1", event_type="never_catalogued")
        message = self.ingest(self.connector, document)
        self.drain()
        self.assertEqual(message.failed_stage, "transformation")
        message._requeue("Only what follows", stage="follow")
        self.drain()
        self.assertEqual(message.state, "exception")
        self.assertFalse(self.count_effects())

    def test_reading_is_restarted_without_taking_in_again(self):
        """K2: the stored bytes are read once a mapping is there."""
        connector = self.make_connector()
        message = self.ingest(connector, SCAN)
        self.drain()
        self.assertEqual(message.failed_stage, "transformation")
        taken_in = message.received_at, message.body_sha256
        connector.mapping_id = self.make_mapping(RULES)
        self.confirm_replay(message.action_replay())
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual((message.received_at, message.body_sha256), taken_in)
        self.assertEqual(
            self.get_stages(message),
            {
                "ingestion": "done",
                "transformation": "done",
                "orchestration": "done",
                "delivery": "none",
            },
        )
        self.assertIn("Applied", message.stages_html)
