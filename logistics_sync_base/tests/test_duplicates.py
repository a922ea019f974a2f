# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MOMENT, LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestDuplicates(SimulatedHandlerMixin, LogisticsSyncCase):
    def test_a_scan_under_another_key_is_a_duplicate(self):
        """B8: the same fact under another key is found by its content and counted."""
        first = self.ingest(self.connector, delivery_event("T-1"), "key-1")
        second = self.ingest(self.connector, delivery_event("T-1"), "key-2")
        self.drain()
        self.assertEqual((first.state, second.state), ("processed", "duplicate"))
        self.assertEqual(second.duplicate_count, 1)
        self.assertEqual(second.duplicates[0]["event_id"], first.event_ids.id)
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_a_scan_told_later_is_a_duplicate(self):
        """B8: the fact is known whenever it is told again."""
        self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        second = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        self.assertEqual(second.state, "duplicate")
        self.assertEqual(self.count_effects("T-1"), 1)

    def test_a_scan_twice_in_one_document_is_one_event(self):
        """B8: repeated inside one document, a fact is applied once."""
        message = self.ingest(self.connector, [delivery_event("T-1")] * 3)
        self.drain()
        self.assertEqual((message.event_count, message.duplicate_count), (1, 2))

    def test_another_time_is_another_fact(self):
        """B8: the same status a minute later is no duplicate."""
        later = dict(MOMENT, utc="2026-11-20T17:06:00Z")
        message = self.ingest(
            self.connector,
            [delivery_event("T-1"), delivery_event("T-1", occurred_at=later)],
        )
        self.drain()
        self.assertEqual((message.done_count, message.duplicate_count), (2, 0))

    def test_another_partner_is_another_fact(self):
        """B8: what two partners tell is told twice, and each may be asked for it."""
        other = self.make_connector()
        self.ingest(self.connector, delivery_event("T-1"))
        message = self.ingest(other, delivery_event("T-1"))
        self.drain()
        self.assertEqual(message.state, "processed")

    def test_the_database_refuses_a_second_message_of_one_key(self):
        """B9, B6: one key of one connector is one row, whoever inserts."""
        message = self.ingest(self.connector, {"a": 1}, "key-1")
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            message.copy({"public_id": "another", "idempotency_key": "key-1"})

    def test_the_database_refuses_a_second_event_of_one_fact(self):
        """B9, B8: one fact of one connector is one row, whoever inserts."""
        message = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            message.event_ids.copy({"position": 9})

    def test_storing_twice_gives_the_first_message(self):
        """B6: the second intake of a key returns the first message."""
        messages = self.env["logistics.sync.message"]
        first, outcome = messages._ingest(self.connector, b"[]", "key-1")
        self.assertEqual(outcome, "fresh")
        self.assertEqual(
            messages._ingest(self.connector, b"[]", "key-1"), (first, "same")
        )
        self.assertEqual(
            messages._ingest(self.connector, b"{}", "key-1"), (first, "conflict")
        )

    def test_the_key_of_one_partner_is_free_for_another(self):
        """B6: keys are the partner's own; two partners may use the same."""
        other = self.make_connector()
        first = self.ingest(self.connector, [], "key-1")
        second = self.ingest(other, [], "key-1")
        self.assertNotEqual(first, second)

    def test_what_was_never_done_is_tried_again_when_told_again(self):
        """B8, C13: a fact that failed and is told again gets another chance."""
        TROUBLE["T-1"] = UserError("not yet")
        first = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        self.assertEqual(first.state, "exception")
        TROUBLE.clear()
        second = self.ingest(self.connector, delivery_event("T-1"))
        self.drain()
        self.assertEqual(second.state, "duplicate")
        self.assertTrue(second.duplicates[0]["tried_again"])
        self.assertEqual(first.state, "processed")
        self.assertEqual(self.count_effects("T-1"), 1)
        self.assertFalse(self.get_exceptions(event_id=first.event_ids.id))
