# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
from datetime import timedelta

import requests

from odoo import fields
from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncHttpCase, delivery_event


@tagged("post_install", "-at_install")
class TestUnusableDocuments(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector()
        cls.add_secret(cls.connector)

    def get_message(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def test_a_wrong_field_is_named(self):
        """C20, J7: 422 naming field, kind of value and remedy; stored and asked."""
        document = delivery_event("1Z-1", classifier="maybe")
        answer = self.post_signed(self.connector, document)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertIn("classifier", answer.json()["field"])
        self.assertTrue(answer.json()["remedy"])
        self.assertNotIn("maybe", answer.json()["value_class"])
        message = self.get_message()
        self.assertEqual(message.state, "exception")
        self.assertEqual(message.public_id, answer.json()["message_id"])
        question = self.get_exceptions("schema_drift", message_id=message.id)
        self.assertIn("classifier", question.name)

    def test_what_is_no_json_is_refused_and_stored(self):
        """C20, J6: 422 for a document that cannot be read; it is kept."""
        answer = self.post_signed(self.connector, b'{"schema": "delivery_event/1.0",')
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.get_message()._get_body_bytes()[-1:], b",")
        self.assertTrue(self.get_exceptions("unreadable"))

    def test_what_is_no_x12_is_refused_and_stored(self):
        """C20, J6: 422 for an interchange that cannot be read."""
        answer = self.post_signed(
            self.connector, b"no segments", **{"Content-Type": "application/edi-x12"}
        )
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.get_message().format, "x12")

    def test_a_file_without_a_byte_is_refused_and_stored(self):
        """C20, J6: an empty file of rows is not taken for one without news."""
        headers = {"Content-Type": "text/csv", "Content-Encoding": "gzip"}
        answer = self.post_signed(self.connector, gzip.compress(b""), **headers)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.get_message().state, "exception")
        self.assertTrue(self.get_exceptions("unreadable"))

    def test_a_length_that_is_no_number_is_refused(self):
        """C20: a body nobody would read is not answered as one that was stored."""
        address = f"{self.base_url()}/logistics_sync/v1/{self.connector.code}/events"
        request = requests.Request("POST", address, data=b"a,b")
        for length in ("abc", "-1", "5, 5", "1e3"):
            with self.allow_requests():
                prepared = self.opener.prepare_request(request)
                prepared.headers["Content-Length"] = length
                answer = self.opener.send(prepared, timeout=20)
            self.assertEqual(answer.status_code, 400)
            self.assertEqual(answer.json()["field"], "Content-Length")
        self.assertFalse(self.get_message())

    def test_the_same_unusable_document_again_is_the_same_answer(self):
        """B6: the refusal is repeated word for word, one message, one question."""
        document = delivery_event("1Z-2", scope="everything")
        first = self.post_signed(self.connector, document, "key-2")
        again = self.post_signed(self.connector, document, "key-2")
        self.assertEqual((again.status_code, again.text), (422, first.text))
        self.assertEqual(len(self.get_message()), 1)
        self.assertEqual(self.get_exceptions("schema_drift").occurrences, 1)

    def test_what_was_refused_is_not_processed(self):
        """J7: a refused document does nothing, whatever the workers do."""
        self.post_signed(self.connector, delivery_event("1Z-3", scope="everything"))
        self.drain()
        self.assertFalse(self.get_message().event_ids)
        self.assertEqual(self.get_message().attempt_count, 0)

    def test_one_bad_document_leaves_other_partners_alone(self):
        """C20: while one partner's document is refused, others go on."""
        other = self.make_connector()
        self.add_secret(other)
        self.post_signed(self.connector, b"{")
        answer = self.post_signed(other, delivery_event("1Z-4"))
        self.assertEqual(answer.status_code, 202)

    def test_many_documents_in_one_request(self):
        """C2, C13: a list of documents is one message with an event for each."""
        body = [delivery_event(f"1Z-{number}") for number in range(5)]
        answer = self.post_signed(self.connector, body)
        self.assertEqual(answer.status_code, 202)
        self.drain()
        self.assertEqual(self.get_message().done_count, 5)


@tagged("post_install", "-at_install")
class TestAccessTokens(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.credential = cls.add_secret(cls.connector, TOKEN, "access_token")

    def post_with(self, token, **headers):
        return self.post(
            self.connector,
            b"[]",
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            | headers,
        )

    def test_a_valid_token_opens(self):
        """M1, C2: with its token a partner is let in."""
        self.assertEqual(self.post_with(TOKEN).status_code, 202)

    def test_without_token_no_entry(self):
        """M1, C2: no token, wrong token: 401 and a security row for each reason."""
        no_token = self.post(self.connector, b"[]", {})
        self.assertEqual(no_token.status_code, 401)
        self.assertEqual(self.post_with("guessed-token-number-1").status_code, 401)
        rows = self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(set(rows.mapped("reason")), {"missing_token", "bad_token"})

    def test_a_revoked_token_is_closed(self):
        """M1: revoked means 401 from now on."""
        self.credential.action_revoke()
        self.assertEqual(self.credential.state, "revoked")
        self.assertEqual(self.post_with(TOKEN).status_code, 401)

    def test_an_expired_token_is_closed(self):
        """M1: past its date a token opens nothing."""
        self.credential.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.credential.state, "expired")
        self.assertEqual(self.post_with(TOKEN).status_code, 401)

    def test_a_key_in_the_header_identifies_the_request(self):
        """B6: with a token, Idempotency-Key tells a repetition."""
        for _ in "12":
            self.post_with(TOKEN, **{"Idempotency-Key": "order-77"})
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(message.mapped("idempotency_key"), ["order-77"])

    def test_without_key_the_content_identifies_the_request(self):
        """B6: no key given: the same bytes are the same request."""
        answers = [self.post_with(TOKEN).text for _ in "12"]
        self.assertEqual(len(set(answers)), 1)
