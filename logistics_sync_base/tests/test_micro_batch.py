# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import delivery_event
from .test_publishing import PublishingCase

FLUSH = "logistics_sync_base.ir_cron_flush"


@tagged("post_install", "-at_install")
class TestMicroBatch(PublishingCase):
    def setUp(self):
        super().setUp()
        self.outbox = self.make_folder()
        self.subscriber.outbound_folder_url = f"file://{self.outbox}"

    def tell_many(self, count, prefix="1Z"):
        for number in range(count):
            self.ingest(self.teller, delivery_event(f"{prefix}{number:03d}"))
        self.drain()

    def let_time_pass(self, subscription, minutes=6):
        for delivery in subscription.delivery_ids.filtered(lambda d: not d.message_id):
            delivery.created_at -= timedelta(minutes=minutes)

    def read_outbox(self):
        """The numbers in each document that left, document by document."""
        bodies = [
            json.loads((self.outbox / message.file_name).read_bytes())
            for message in self.get_owed()
            if message.state == "processed"
        ]
        return [[fact["references"]["tracking_number"] for fact in b] for b in bodies]

    def test_120_messages_leave_in_3_calls(self):
        """C30: collected 50 at a time, or after 5 minutes: 120 facts, 3 documents."""
        subscription = self.subscribe(batch_size=50, batch_minutes=5)
        self.tell_many(120)
        self.trigger_cron(FLUSH)
        self.drain("outbound")
        self.assertEqual([len(one) for one in self.read_outbox()], [50, 50])
        self.assertEqual(subscription.waiting_count, 20)
        self.let_time_pass(subscription)
        self.trigger_cron(FLUSH)
        self.drain("outbound")
        left = self.read_outbox()
        self.assertEqual([len(one) for one in left], [50, 50, 20])
        # In the order in which they were told, each once.
        self.assertEqual(
            [number for one in left for number in one],
            [f"1Z{number:03d}" for number in range(120)],
        )

    def test_enough_facts_wake_the_cron(self):
        """C30: when they are enough nobody waits for the clock."""
        self.subscribe(batch_size=3)
        triggers = self.env["ir.cron.trigger"]
        mine = [("cron_id", "=", self.env.ref(FLUSH).id)]
        triggers.search(mine).unlink()
        self.tell_many(2)
        self.assertFalse(triggers.search(mine))
        self.tell_many(1, "2Z")
        self.assertTrue(triggers.search(mine))

    def test_a_message_and_what_it_carries_are_one(self):
        """C30: each fact is in exactly one message, however often the cron runs."""
        subscription = self.subscribe(batch_size=2)
        self.tell_many(5)
        for __ in range(3):
            self.trigger_cron(FLUSH)
        self.assertEqual(len(self.get_owed()), 2)
        self.assertEqual([len(m.delivery_ids) for m in self.get_owed()], [2, 2])
        subscription.action_flush()
        self.assertEqual([len(m.delivery_ids) for m in self.get_owed()], [2, 2, 1])

    def test_facts_of_one_story_keep_its_id(self):
        """B4, C30: a message of one correlation id has it; mixed facts keep theirs."""
        subscription = self.subscribe(batch_size=10)
        for number in ("1Z1", "1Z2"):
            self.ingest(
                self.teller, delivery_event(number), correlation_id="one-story-01"
            )
        self.drain()
        subscription.action_flush()
        self.assertEqual(self.get_owed().correlation_id, "one-story-01")
        self.tell_many(2, "2Z")
        subscription.action_flush()
        mixed = self.get_owed()[-1]
        self.assertEqual(len(set(mixed.delivery_ids.mapped("correlation_id"))), 2)
        self.assertNotIn(
            mixed.correlation_id, mixed.delivery_ids.mapped("correlation_id")
        )

    def test_details_in_headers_cannot_be_collected(self):
        """C30: a form that holds one fact only is refused for collected facts."""
        with self.assertRaisesRegex(ValidationError, "holds one fact"):
            self.subscribe(batch_size=2, format="cloudevents_binary")

    def test_settings_changed_meanwhile_lose_nothing(self):
        """C30: what was put together leaves complete, whatever is chosen afterwards."""
        subscription = self.subscribe(batch_size=3)
        self.tell_many(3)
        self.trigger_cron(FLUSH)
        self.tell_many(2, "2Z")
        subscription.write({"batch_size": 1, "format": "cloudevents_binary"})
        self.trigger_cron(FLUSH)
        self.drain("outbound")
        messages = self.get_owed()
        self.assertEqual(set(messages.mapped("state")), {"processed"})
        counts = [
            len(content) if isinstance(content, list) else 1
            for content in (
                json.loads((self.outbox / message.file_name).read_bytes())
                for message in messages
            )
        ]
        self.assertEqual(sum(counts), 5)
