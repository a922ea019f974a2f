# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.tests import tagged

from ..codec.contracts import SCHEMAS, canonical_examples
from .common import LogisticsSyncHttpCase


@tagged("post_install", "-at_install")
class TestContractDocuments(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(code="erp-one")
        cls.add_secret(cls.connector)

    def get_events(self):
        return self.env["logistics.sync.event"].search(
            [("connector_id", "=", self.connector.id)], order="id"
        )

    def test_every_kind_is_taken_and_becomes_an_event(self):
        """A1, A6, A7, A8: a document of each kind is stored, applied and shown."""
        sent = {}
        for name in SCHEMAS:
            for document in canonical_examples(name).values():
                if document["event_type"] == "unknown":
                    continue
                answer = self.post_signed(self.connector, document)
                self.assertEqual(answer.status_code, 202, f"{name}: {answer.text}")
                sent[answer.json()["message_id"]] = document
        self.drain()
        events = self.get_events()
        self.assertEqual(len(events), len(sent))
        for event in events:
            document = sent[event.message_id.public_id]
            self.assertEqual(event.canonical, document)
            self.assertEqual(event.event_type_id.code, document["event_type"])
            self.assertTrue(event.reference, document["schema"])
            self.assertIn(event.reference, event.display_name)
            self.assertEqual(json.loads(event.canonical_text), document)

    def test_a_broken_document_is_refused_at_the_door(self):
        """B21, C20: 422 names the field of an invoice that is not as published."""
        invoice = canonical_examples("supplier_invoice/1.0")["invoice"]
        invoice["lines"][0]["amount"] = 12.5
        answer = self.post_signed(self.connector, invoice)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["field"], "lines[0].amount")
        self.drain()
        self.assertFalse(self.get_events())
