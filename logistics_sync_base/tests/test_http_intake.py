# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
import time
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

from odoo.tests import tagged

from ..core import signing
from .common import SECRET, LogisticsSyncHttpCase, delivery_event


@tagged("post_install", "-at_install")
class TestHttpIntake(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(code="parcel-one")
        cls.add_secret(cls.connector)

    def get_messages(self, **domain):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
            + [(name, "=", value) for name, value in domain.items()]
        )

    def assert_refused_for(self, answer, reason):
        """The partner is told nothing but that; the log has the exact reason."""
        self.assertEqual(answer.status_code, 401)
        self.assertNotIn(reason, answer.text)
        rows = self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(rows.mapped("reason"), [reason])

    def test_the_reference_client_is_understood(self):
        """C3, C29, C2: what the Standard Webhooks library signs is accepted."""
        body = json.dumps(delivery_event("1Z-LIB"))
        moment = datetime.now(UTC)
        headers = {
            "webhook-id": "msg_from_library",
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(SECRET).sign("msg_from_library", moment, body),
            "Content-Type": "application/json",
        }
        answer = self.post(self.connector, body.encode(), headers)
        self.assertEqual(answer.status_code, 202, answer.text)
        self.assertTrue(self.get_messages(idempotency_key="msg_from_library"))

    def test_an_accepted_document_is_stored_as_it_came(self):
        """C2, K1: 202 with message id; the bytes are stored, nothing is processed."""
        body = json.dumps(delivery_event("1Z-1"), indent=3).encode()
        answer = self.post_signed(self.connector, body)
        self.assertEqual(answer.status_code, 202)
        self.assertEqual(set(answer.json()), {"message_id", "correlation_id", "status"})
        message = self.get_messages(public_id=answer.json()["message_id"])
        self.assertEqual(message._get_body_bytes(), body)
        self.assertEqual(message.body_sha256, hashlib.sha256(body).hexdigest())
        self.assertEqual(message.state, "received")
        self.assertFalse(message.event_ids)

    def test_the_correlation_id_of_the_sender_is_taken_over(self):
        """B4: the id in the request is the id of message, answer and event."""
        answer = self.post_signed(
            self.connector,
            delivery_event("1Z-2"),
            **{"X-Correlation-ID": "partner-trace-0042"},
        )
        self.assertEqual(answer.headers["X-Correlation-ID"], "partner-trace-0042")
        self.assertEqual(answer.json()["correlation_id"], "partner-trace-0042")
        self.drain()
        event = self.get_messages(correlation_id="partner-trace-0042").event_ids
        self.assertEqual(event.correlation_id, "partner-trace-0042")

    def test_a_trace_context_becomes_the_correlation_id(self):
        """B4: the trace id of a W3C traceparent header goes with the message."""
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        answer = self.post_signed(
            self.connector,
            delivery_event("1Z-3"),
            traceparent=f"00-{trace}-00f067aa0ba902b7-01",
        )
        self.assertEqual(answer.json()["correlation_id"], trace)

    def test_the_same_key_again_is_the_same_answer(self):
        """B6: a repeated key gives one message and one answer."""
        document = delivery_event("1Z-4")
        answers = [self.post_signed(self.connector, document, "key-4") for _ in "123"]
        self.assertEqual({answer.status_code for answer in answers}, {202})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertEqual(len(self.get_messages(idempotency_key="key-4")), 1)

    def test_the_same_key_after_processing_has_no_second_effect(self):
        """B6: repeated after it was processed, the key still changes nothing."""
        first = self.post_signed(self.connector, delivery_event("1Z-5"), "key-5")
        self.drain()
        again = self.post_signed(self.connector, delivery_event("1Z-5"), "key-5")
        self.drain()
        self.assertEqual(first.text, again.text)
        message = self.get_messages(idempotency_key="key-5")
        self.assertEqual((message.state, message.attempt_count), ("processed", 1))

    def test_the_same_key_with_another_body_is_refused_and_asked_about(self):
        """B6, B9: 409; the first counts, the second is kept and a person asked."""
        first = self.post_signed(self.connector, delivery_event("1Z-6"), "key-6")
        second = self.post_signed(self.connector, delivery_event("1Z-7"), "key-6")
        self.assertEqual(second.status_code, 409)
        self.assertEqual(second.headers["Content-Type"], "application/problem+json")
        self.assertIn("key-6", second.json()["detail"])
        known = self.get_messages(idempotency_key="key-6")
        self.assertEqual(known.public_id, first.json()["message_id"])
        question = self.get_exceptions("conflicting_duplicate")
        self.assertIn(b"1Z-7", question.message_id._get_body_bytes())
        self.assertEqual(question.message_id.origin_message_id, known)
        self.drain()
        self.assertEqual(known.event_ids.reference, "1Z-6")
        self.assertFalse(question.message_id.event_ids)

    def test_a_conflict_told_twice_is_one_question(self):
        """B6, J1: the conflicting document again bumps the open question."""
        self.post_signed(self.connector, delivery_event("1Z-8"), "key-8")
        for _ in "12":
            answer = self.post_signed(self.connector, delivery_event("1Z-9"), "key-8")
            self.assertEqual(answer.status_code, 409)
        self.assertEqual(self.get_exceptions("conflicting_duplicate").occurrences, 2)

    def test_a_tampered_body_is_refused_and_logged(self):
        """C3, C29: a body that was not signed is refused; a security row counts it."""
        body = json.dumps(delivery_event("1Z-10")).encode()
        headers = signing.signature_headers([SECRET], "key-10", int(time.time()), body)
        headers["Content-Type"] = "application/json"
        for count in (1, 2):
            answer = self.post(self.connector, body.replace(b"10", b"11"), headers)
            self.assertEqual(answer.status_code, 401)
            rows = self.env["logistics.sync.security.event"].search(
                [("connector_id", "=", self.connector.id)]
            )
            self.assertEqual(rows.mapped("reason"), ["mismatch"])
            rows.invalidate_recordset()
            self.assertEqual(sum(rows.mapped("count")), count)
        self.assertFalse(self.get_messages())

    def test_a_wrong_secret_is_refused(self):
        """C3: signed with another secret is not signed."""
        answer = self.post_signed(
            self.connector, delivery_event("1Z-12"), secret=signing.generate_secret()
        )
        self.assertEqual(answer.status_code, 401)

    def test_an_unsigned_request_is_refused(self):
        """C2, C3: without a signature there is no entry."""
        answer = self.post(self.connector, b"{}", {"Content-Type": "application/json"})
        self.assertEqual(answer.status_code, 401)
        self.assert_refused_for(answer, "missing_header")

    def test_an_old_signature_is_refused(self):
        """C3: a request recorded and sent again after the window is refused."""
        body = json.dumps(delivery_event("1Z-13")).encode()
        headers = signing.signature_headers(
            [SECRET], "key-13", int(time.time()) - 900, body
        )
        answer = self.post(self.connector, body, headers)
        self.assertEqual(answer.status_code, 401)
        self.assert_refused_for(answer, "replay_window")

    def test_both_secrets_hold_while_one_follows_the_other(self):
        """C29: with two valid secrets either signature is accepted."""
        fresh = signing.generate_secret()
        self.add_secret(self.connector, fresh)
        for secret in (SECRET, fresh):
            answer = self.post_signed(
                self.connector, delivery_event("1Z-14"), secret=secret
            )
            self.assertEqual(answer.status_code, 202)

    def test_a_revoked_secret_no_longer_opens(self):
        """C29, M1: revoking the only secret closes the door."""
        self.connector.credential_ids.action_revoke()
        answer = self.post_signed(self.connector, delivery_event("1Z-15"))
        self.assertEqual(answer.status_code, 401)
        self.assert_refused_for(answer, "no_secret")

    def test_a_wrong_address_is_no_connector(self):
        """C2: 404 for an address nobody was given."""
        answer = self.post_signed("nobody", delivery_event("1Z-16"))
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def test_a_connector_in_preparation_is_closed(self):
        """C2: nothing is accepted before a connector is live."""
        self.connector.state = "draft"
        answer = self.post_signed(self.connector, delivery_event("1Z-17"))
        self.assertEqual(answer.status_code, 404)

    def test_a_paused_connector_accepts_and_waits(self):
        """K1: paused, messages are kept; live again, they are processed."""
        self.connector.action_pause()
        answer = self.post_signed(self.connector, delivery_event("1Z-18"))
        self.assertEqual(answer.status_code, 202)
        self.drain()
        message = self.get_messages()
        self.assertEqual(message.state, "received")
        self.connector.action_go_live()
        self.drain()
        self.assertEqual(message.state, "processed")

    def test_too_large_is_refused_unread(self):
        """C2: 413 above the connector's limit, and nothing is stored."""
        self.connector.max_body_kib = 1
        answer = self.post_signed(self.connector, b'{"a": "' + b"x" * 2048 + b'"}')
        self.assertEqual(answer.status_code, 413)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertFalse(self.get_messages())

    def test_a_form_does_not_hide_the_signed_bytes(self):
        """C3: a body sent as a form is verified by its raw bytes too."""
        answer = self.post_signed(
            self.connector,
            json.dumps(delivery_event("1Z-19")).encode(),
            **{"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertEqual(answer.status_code, 202)
