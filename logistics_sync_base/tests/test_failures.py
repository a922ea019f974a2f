# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval
from datetime import timedelta

import psycopg2
import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core.outcome import Outcome
from ..exceptions import BusinessError, PermanentError, TransientError
from .common import LogisticsSyncCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin


@tagged("post_install", "-at_install")
class TestFailures(SimulatedHandlerMixin, LogisticsSyncCase):
    def process(self, *references):
        message = self.ingest(
            self.connector, [delivery_event(name) for name in references]
        )
        self.drain()
        return message

    def test_a_transient_failure_is_tried_again_later(self):
        """K5: a time-out waits for its next try, with no question for a person."""
        for error in (
            TransientError("busy"),
            requests.Timeout("too slow"),
            ConnectionError("gone"),
            psycopg2.OperationalError("lock"),
        ):
            TROUBLE["T-1"] = error
            message = self.process("T-1")
            self.assertEqual(message.state, "failed", error)
            self.assertGreater(message.next_attempt_at, fields.Datetime.now())
            self.assertFalse(self.get_exceptions(message_id=message.id))
            message.event_ids.unlink()

    def test_a_retry_that_succeeds_is_applied_once(self):
        """K5, K8: tried again, the event has its effect, once, and all is well."""
        TROUBLE["T-1"] = TransientError("busy")
        message = self.process("T-1", "T-2")
        self.assertEqual(message.event_ids.mapped("state"), ["done", "failed"])
        TROUBLE.clear()
        self.make_due(message)
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual((message.done_count, message.attempt_count), (2, 2))
        self.assertEqual(self.count_effects("T-1", "T-2"), 2)

    def test_a_retry_before_its_time_is_not_made(self):
        """K5: the waiting time between tries is kept."""
        TROUBLE["T-1"] = TransientError("busy")
        message = self.process("T-1")
        self.drain()
        self.assertEqual(message.attempt_count, 1)

    def test_a_partner_that_asks_to_wait_is_obeyed(self):
        """K5: Retry-After sets the earliest next try."""
        message = self.ingest(self.connector, [])
        error = TransientError("slow down", retry_after=1800)
        message._fail(error, fields.Datetime.now())
        self.assertGreater(
            message.next_attempt_at, fields.Datetime.now() + timedelta(minutes=29)
        )

    def test_a_business_failure_is_asked_at_the_first_try(self):
        """K5, J6: a rule of Odoo or of ours is a question at once, never a retry."""
        for error, code in (
            (UserError("Nothing to invoice"), "rejected_by_odoo"),
            (BusinessError("unreadable", "Which one?"), "unreadable"),
            (Outcome.business("no_mapping", "Whose?"), "no_mapping"),
        ):
            TROUBLE["T-1"] = error
            message = self.process("T-1")
            self.assertEqual((message.state, message.attempt_count), ("exception", 1))
            self.assertFalse(message.next_attempt_at)
            question = self.get_exceptions(code, event_id=message.event_ids.id)
            self.assertEqual(len(question), 1, code)
            message.event_ids.unlink()

    def test_the_amount_and_document_of_a_question_are_kept(self):
        """J1: a failure that names money and document shows both in the queue."""
        document = self.env["res.partner"].create({"name": "Order 77"})
        TROUBLE["T-1"] = BusinessError("unreadable", "Which?", document, 120.5)
        self.process("T-1")
        question = self.get_exceptions("unreadable")
        self.assertEqual((question.amount, question.document_name), (120.5, "Order 77"))

    def test_a_permanent_failure_is_a_dead_letter_at_once(self):
        """K6, J6: an error nobody foresaw is not repeated blindly."""
        for error in (
            PermanentError("never"),
            AccessError("not yours"),
            RuntimeError("boom"),
            Outcome.permanent("no way"),
        ):
            TROUBLE["T-1"] = error
            message = self.process("T-1")
            self.assertEqual((message.state, message.attempt_count), ("dead", 1))
            question = self.get_exceptions("dead_letter", event_id=message.event_ids.id)
            self.assertEqual(question.owner_id, self.owner)
            message.event_ids.unlink()

    def test_the_last_retry_ends_in_the_dead_letters(self):
        """K6: after the policy's tries the message is dead, with reason and owner."""
        self.connector.retry_policy_id = self.env["logistics.sync.retry.policy"].create(
            {"name": "Twice", "max_attempts": 2}
        )
        TROUBLE["T-1"] = TransientError("the line is down")
        message = self.process("T-1")
        self.make_due(message)
        self.drain()
        self.assertEqual((message.state, message.attempt_count), ("dead", 2))
        self.assertEqual(message.event_ids.state, "dead")
        question = self.get_exceptions("dead_letter", message_id=message.id)
        self.assertIn("the line is down", question.name)
        self.assertEqual(question.owner_id, self.owner)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "logistics_sync_base.logistics_sync_dead_letter_action"
        )
        listed = self.env[action["res_model"]].search(literal_eval(action["domain"]))
        self.assertIn(message, listed)

    def test_a_message_too_old_is_not_tried_again(self):
        """K6: past the policy's age a failure is final."""
        TROUBLE["T-1"] = TransientError("busy")
        message = self.ingest(self.connector, delivery_event("T-1"))
        message.received_at = fields.Datetime.now() - timedelta(hours=100)
        self.drain()
        self.assertEqual(message.state, "dead")

    def test_every_injected_failure_is_visible(self):
        """J6: as many failures as were injected wait, each with retry or owner."""
        kinds = [
            TransientError("a"),
            UserError("b"),
            RuntimeError("c"),
            BusinessError("unreadable", "d"),
            Outcome.transient("e"),
            Outcome.waiting("no_shipment", "f"),
            Outcome.permanent("g"),
            ValueError("h"),
        ]
        for place, kind in enumerate(kinds):
            TROUBLE[f"T-{place}"] = kind
        message = self.process(*(f"T-{place}" for place in range(20)))
        events = message.event_ids.sorted("position")
        self.assertEqual(events[8:].mapped("state"), ["done"] * 12)
        states = events[:8].mapped("state")
        self.assertEqual(
            states,
            ["failed", "exception", "dead", "exception"]
            + ["failed", "waiting", "dead", "dead"],
        )
        for event in events[:8].filtered(lambda e: e.state in ("exception", "dead")):
            self.assertEqual(
                self.get_exceptions(event_id=event.id).owner_id, self.owner
            )
        self.assertTrue(message.next_attempt_at)

    def test_three_bad_of_a_hundred(self):
        """J8: 97 are done, 3 are asked about."""
        for place in (7, 50, 93):
            TROUBLE[f"T-{place}"] = UserError(f"bad {place}")
        message = self.process(*(f"T-{place}" for place in range(100)))
        self.assertEqual((message.done_count, message.exception_count), (97, 3))
        self.assertEqual(len(self.get_exceptions("rejected_by_odoo")), 3)
        self.assertEqual(self.count_effects(), 97)
        self.assertEqual(message.question_count, 3)
        self.get_exceptions("rejected_by_odoo")[0].state = "resolved"
        self.assertEqual(message.question_count, 2)

    def test_a_message_that_cannot_be_read_is_counted(self):
        """J8: a question about the message itself counts, though it has no event."""
        message = self.ingest(self.connector, b"no document at all")
        self.drain()
        self.assertFalse(message.event_ids)
        self.assertEqual(message.question_count, 1)

    def test_a_bad_message_does_not_hold_the_queue(self):
        """J8: the messages beside a failing one are processed."""
        TROUBLE["BAD"] = RuntimeError("boom")
        messages = self.env["logistics.sync.message"]
        for name in ("T-1", "BAD", "T-2"):
            messages |= self.ingest(self.connector, delivery_event(name))
        self.drain()
        self.assertEqual(
            messages.sorted("id").mapped("state"), ["processed", "dead", "processed"]
        )

    def test_each_try_is_logged_without_secrets(self):
        """J6, B1: tries are on record with their error, secrets masked."""
        TROUBLE["T-1"] = TransientError("refused: token=abcdef0123456789 expired")
        message = self.process("T-1")
        attempt = message.attempt_ids
        self.assertEqual((attempt.number, attempt.result), (1, "transient"))
        self.assertIn("expired", attempt.error)
        self.assertNotIn("abcdef0123456789", attempt.error + message.error)

    def test_a_mechanical_retry_leaves_what_a_person_must_decide(self):
        """K5, K8: the retry for one event asks no second time about another."""
        TROUBLE["T-1"] = TransientError("busy")
        TROUBLE["T-2"] = UserError("no")
        message = self.process("T-1", "T-2")
        del TROUBLE["T-1"]
        self.make_due(message)
        self.drain()
        self.assertEqual(message.state, "exception")
        self.assertEqual(self.get_exceptions("rejected_by_odoo").occurrences, 1)
