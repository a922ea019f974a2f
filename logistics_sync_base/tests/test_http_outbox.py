# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import json

from odoo.tests import tagged

from ..controllers.outbox import ACKNOWLEDGEMENT_LIMIT
from .common import TOKEN, LogisticsSyncHttpCase

OTHER_TOKEN = "token-of-another-simulated-partner-2"


@tagged("post_install", "-at_install")
class TestOutbox(LogisticsSyncHttpCase):
    """A platform in between fetches what we owe and says what it has."""

    def setUp(self):
        super().setUp()
        self.connector = self.make_connector(
            outbound_transport="outbox", authentication="bearer_token"
        )
        self.add_secret(self.connector, TOKEN, kind="access_token")
        self.other = self.make_connector(outbound_transport="outbox")
        self.add_secret(self.other, OTHER_TOKEN, kind="access_token")

    def owe(self, *documents, connector=None):
        messages = self.env["logistics.sync.message"]
        for document in documents:
            body = document if isinstance(document, bytes) else json.dumps(document)
            body = body if isinstance(body, bytes) else body.encode()
            messages |= self.env["logistics.sync.message"]._ingest(
                connector or self.connector,
                body,
                f"out:{body[:40]!r}",
                direction="out",
                content_type="application/json",
            )[0]
        self.drain("outbound")
        messages.invalidate_recordset()
        return messages

    def call(self, path, data=None, token=TOKEN, connector=None):
        code = (connector or self.connector).code
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = None if data is None else json.dumps(data)
        response = self.url_open(
            f"/logistics_sync/v1/{code}/{path}", data=body, headers=headers
        )
        self.env.invalidate_all()
        return response

    def fetch(self, **parameters):
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.call(f"outbox?{query}").json()

    # ---------------------------------------------------------------- fetch
    def test_what_we_owe_waits_until_it_is_acknowledged(self):
        """C14, N2: fetched again and again, settled only by the partner's word."""
        message = self.owe({"number": 1})
        self.assertEqual(message.state, "queued", "nobody has it yet")
        for _time in range(2):
            (document,) = self.fetch()["documents"]
        self.assertEqual(document["document"], {"number": 1})
        self.assertEqual(document["message_id"], message.public_id)
        answer = self.call("outbox/acks", {"message_ids": [document["message_id"]]})
        self.assertEqual(answer.json()["acknowledged"], 1)
        self.assertEqual(message.state, "processed")
        self.assertFalse(self.fetch()["documents"])

    def test_pages_follow_the_cursor(self):
        """C14: each page goes on where the last one ended, and nothing is left out."""
        self.owe(*({"number": number} for number in range(5)))
        seen, cursor, more = [], "0", True
        while more:
            page = self.fetch(limit=2, cursor=cursor)
            seen += [found["document"]["number"] for found in page["documents"]]
            cursor, more = page["next_cursor"], page["more"]
        self.assertEqual(sorted(seen), [0, 1, 2, 3, 4])

    def test_a_page_does_not_outgrow_the_server(self):
        """C14: large documents come a few at a time, at least one, and none is lost."""
        size = 5 * 1024 * 1024
        self.owe(*(bytes([65 + number]) * size for number in range(3)))
        seen, cursor, more = [], "0", True
        while more:
            page = self.fetch(cursor=cursor)
            self.assertLess(len(page["documents"]), 3)
            seen += [found["message_id"] for found in page["documents"]]
            cursor, more = page["next_cursor"], page["more"]
        self.assertEqual(len(set(seen)), 3)

    def test_a_document_that_is_no_json_comes_as_bytes(self):
        """C14: EDI leaves byte for byte."""
        self.owe(b"ISA*00*\xff~")
        (document,) = self.fetch()["documents"]
        self.assertEqual(base64.b64decode(document["document_base64"]), b"ISA*00*\xff~")

    # ----------------------------------------------------------------- acks
    def test_saying_it_twice_changes_nothing(self):
        """C14: a repeated acknowledgement is answered alike."""
        message = self.owe({"number": 1})
        for _time in range(2):
            answer = self.call("outbox/acks", {"message_ids": [message.public_id]})
            self.assertEqual((answer.status_code, answer.json()["unknown"]), (200, []))
        self.assertEqual(len(message.attempt_ids), 1)

    def test_a_refused_document_goes_to_a_person(self):
        """C14: a refusal with its reason is an exception, not a success."""
        message = self.owe({"number": 1})
        refusal = {"message_id": message.public_id, "reason": "unknown customer"}
        self.call("outbox/acks", {"rejected": [refusal]})
        self.assertEqual(message.state, "exception")
        exception = self.get_exceptions("rejected_by_partner", message_id=message.id)
        self.assertIn("unknown customer", exception.name)
        self.assertFalse(self.fetch()["documents"])

    def test_what_cannot_be_read_is_refused_by_name(self):
        """C14: an acknowledgement of another form says what is expected."""
        for data in ([], {}, {"message_ids": "x"}, {"rejected": [{"reason": ""}]}):
            answer = self.call("outbox/acks", data)
            self.assertEqual(answer.status_code, 422, data)
            self.assertIn("message_ids", answer.json()["remedy"])
        answer = self.call("outbox?cursor=abc")
        self.assertEqual((answer.status_code, answer.json()["field"]), (400, "cursor"))

    def test_what_is_too_large_is_not_half_read(self):
        """C14: more than agreed is refused whole, also in chunks without a length."""
        message = self.owe({"number": 1})
        body = json.dumps({"message_ids": [message.public_id]}).encode()
        body += b" " * ACKNOWLEDGEMENT_LIMIT
        headers = {"Authorization": f"Bearer {TOKEN}"}
        path = f"/logistics_sync/v1/{self.connector.code}/outbox/acks"
        for data in (body, iter([body])):
            answer = self.url_open(path, data=data, headers=headers)
            self.assertEqual(answer.status_code, 413, answer.text)
            self.assertIn("1024 KiB", answer.json()["detail"])
        self.env.invalidate_all()
        self.assertEqual(message.state, "queued")

    # ------------------------------------------------------------- security
    def test_nobody_sees_the_documents_of_another(self):
        """C14, C2: another partner's token, or none, gets nothing and is counted."""
        message = self.owe({"number": 1}, connector=self.other)
        for token, status in ((TOKEN, 403), (None, 401), ("x" * 30, 401)):
            answer = self.call("outbox", token=token, connector=self.other)
            self.assertEqual(answer.status_code, status)
        answer = self.call("outbox/acks", {"message_ids": [message.public_id]})
        self.assertEqual(answer.json()["unknown"], [message.public_id])
        self.assertEqual(message.state, "queued")
        refusals = self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.other.id)]
        )
        self.assertEqual(sum(refusals.mapped("count")), 3)

    # ---------------------------------------------------------------- watch
    def test_documents_nobody_fetches_become_a_question(self):
        """N2: silence is not success; after the hours set, one question is asked."""
        message = self.owe({"number": 1})
        message.received_at = "2026-01-01 00:00:00"
        for _time in range(2):
            self.trigger_cron("logistics_sync_base.ir_cron_outbox")
        exception = self.get_exceptions(
            "outbox_not_fetched", connector_id=self.connector.id
        )
        self.assertEqual(len(exception), 1)
        self.assertIn("1 documents", exception.name)
