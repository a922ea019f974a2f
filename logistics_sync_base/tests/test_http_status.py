# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..exceptions import BusinessError, PermanentError
from .common import TOKEN, LogisticsSyncHttpCase, delivery_event
from .simulated_handler import TROUBLE, SimulatedHandlerMixin

OTHER_TOKEN = "token-of-another-partner-0000002"
NUMBERS = st.text(max_size=30) | st.just("H-1")


@tagged("post_install", "-at_install")
class TestStatus(SimulatedHandlerMixin, LogisticsSyncHttpCase):
    def setUp(self):
        super().setUp()
        self.add_secret(self.connector, TOKEN, "access_token")
        self.other = self.make_connector()
        self.add_secret(self.other, OTHER_TOKEN, "access_token")
        self.addCleanup(TROUBLE.clear)

    def ask(self, token=TOKEN, **number):
        return self.url_open(
            "/logistics_sync/v1/status",
            params=number,
            headers={"Authorization": f"Bearer {token}"},
        )

    def get_one(self, **number):
        answer = self.ask(**number)
        self.assertEqual(answer.status_code, 200, answer.text)
        [document] = answer.json()["documents"]
        return document

    def test_receipt_processing_and_times(self):
        """B2, B23: received, then processed, by each of its numbers."""
        message = self.ingest(
            self.connector, delivery_event("H-1"), "key-1", correlation_id="trace-1"
        )
        found = self.get_one(correlation_id="trace-1")
        self.assertEqual((found["status"], found["processed_at"]), ("received", None))
        self.assertEqual(found["received_at"], f"{message.received_at.isoformat()}Z")
        self.drain()
        for number in (
            {"correlation_id": "trace-1"},
            {"message_id": message.public_id},
            {"external_id": "key-1"},
            {"external_id": "H-1"},
        ):
            found = self.get_one(**number)
            self.assertEqual(found["message_id"], message.public_id)
            self.assertEqual(found["status"], "processed")
            self.assertTrue(found["processed_at"])
            [event] = found["events"]
            self.assertEqual(event["reference"], "H-1")
            self.assertEqual(event["occurred_at"], "2026-11-20T17:05:00Z")
            self.assertTrue(event["received_at"] and event["processed_at"])

    def test_an_exception_in_words(self):
        """B2: what a person has to decide is told with its kind and since when."""
        TROUBLE["H-1"] = BusinessError(
            "unknown_tracking", "Order 77 is not known here."
        )
        self.ingest(self.connector, delivery_event("H-1"))
        self.drain()
        found = self.get_one(external_id="H-1")
        self.assertEqual(found["status"], "exception")
        self.assertEqual(found["exception"]["kind"], "unknown_tracking")
        self.assertIn("Order 77 is not known here", found["exception"]["sentence"])
        self.assertTrue(found["exception"]["since"])

    def test_what_was_unforeseen_keeps_its_details(self):
        """B2, O3: of an internal error a partner learns that there is one."""
        TROUBLE["H-1"] = PermanentError("secret detail of table foo")
        self.ingest(self.connector, delivery_event("H-1"))
        self.drain()
        answer = self.ask(external_id="H-1")
        self.assertEqual(answer.json()["documents"][0]["status"], "exception")
        self.assertNotIn("secret detail", answer.text)

    def test_another_partner_s_document_is_not_there(self):
        """B2: another partner's token gets 404, by whatever number."""
        message = self.ingest(
            self.connector, delivery_event("H-1"), "key-1", correlation_id="trace-1"
        )
        self.drain()
        for number in (
            {"correlation_id": "trace-1"},
            {"message_id": message.public_id},
            {"external_id": "key-1"},
            {"external_id": "H-1"},
        ):
            answer = self.ask(OTHER_TOKEN, **number)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn(message.public_id, answer.text)

    def test_without_a_valid_token_nothing_is_told(self):
        """B2, M1: no token, a wrong one, a revoked one."""
        self.ingest(self.connector, delivery_event("H-1"), "key-1")
        self.assertEqual(self.ask("nonsense", external_id="key-1").status_code, 401)
        answer = self.url_open("/logistics_sync/v1/status?external_id=key-1")
        self.assertEqual(answer.status_code, 401)
        self.connector.credential_ids.action_revoke()
        self.assertEqual(self.ask(external_id="key-1").status_code, 401)

    def test_unclear_questions_name_the_field(self):
        """B2: none or several numbers, an unknown name, a value that is none."""
        self.assertEqual(self.ask().status_code, 400)
        two = self.ask(message_id="a", external_id="b")
        self.assertEqual((two.status_code, two.json()["field"]), (400, "message_id"))
        wrong = self.ask(order="b")
        self.assertEqual((wrong.status_code, wrong.json()["field"]), (400, "order"))
        self.assertEqual(self.ask(external_id="x" * 201).status_code, 400)

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(NUMBERS)
    def test_any_number_is_answered(self, number):
        """B2: whatever is asked for is unknown or malformed, never an error here."""
        status = self.ask(external_id=number).status_code
        self.assertIn(status, (400, 404))
