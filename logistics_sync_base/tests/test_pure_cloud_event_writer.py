# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What we write is read by the reference library of CloudEvents."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..codec import cloud_event_writer as writer

FACT = writer.Fact(
    id="a" * 64,
    event_type="delivered",
    source="urn:logistics-sync:11111111-2222-3333-4444-555555555555:1",
    data={"schema": "delivery_event/1.0", "references": {"order": "SO “7” 100%"}},
    occurred_at=datetime(2026, 11, 20, 17, 5),
    subject="SO “7” 100% ä",
    correlation_id="0af7651916cd43dd8448eb211c80319c",
)


def read(headers, body):
    """The event as the reference library understands a request."""
    return from_http_event(HTTPMessage(headers, body))


class TestPureCloudEventWriter(BaseCase):
    def check(self, event, fact=FACT):
        self.assertEqual(event.get_id(), fact.id)
        self.assertEqual(event.get_source(), fact.source)
        self.assertEqual(event.get_type(), "io.github.logistics-sync.delivered")
        self.assertEqual(event.get_specversion(), "1.0")
        self.assertEqual(event.get_subject(), fact.subject)
        self.assertEqual(event.get_time(), fact.occurred_at.replace(tzinfo=UTC))
        self.assertEqual(
            event.get_dataschema(), "urn:logistics-sync:schema:delivery_event:1.0"
        )
        self.assertEqual(event.get_extension("correlationid"), fact.correlation_id)
        self.assertIn(fact.correlation_id, event.get_extension("traceparent"))
        self.assertEqual(event.get_data(), fact.data)

    def test_structured(self):
        """C4: one JSON document, read by the reference library."""
        headers = {"content-type": writer.STRUCTURED}
        self.check(read(headers, writer.structured(FACT)))

    def test_binary(self):
        """C4: attributes in headers, also those that no header can hold as they are."""
        headers, body = writer.binary(FACT)
        for name, value in headers.items():
            self.assertTrue(value.isascii() and value.isprintable(), name)
        self.check(read({**headers, "content-type": "application/json"}, body))

    def test_batch(self):
        """C30, C4: an array of documents, in the order given."""
        facts = [replace(FACT, id=f"{number}") for number in range(3)]
        documents = json.loads(writer.batch(facts))
        headers = {"content-type": writer.STRUCTURED}
        for fact, document in zip(facts, documents, strict=True):
            self.check(read(headers, json.dumps(document).encode()), fact)

    def test_what_is_not_known_is_left_out(self):
        """C4: a time nobody told is not made up; an own id need not be a trace."""
        fact = replace(FACT, occurred_at=None, subject=None, correlation_id="story-001")
        found = writer.attributes(fact)
        self.assertNotIn("time", found)
        self.assertNotIn("subject", found)
        self.assertNotIn("traceparent", found)
        self.assertEqual(found["correlationid"], "story-001")
        bare = writer.attributes(replace(fact, correlation_id=None, data={}))
        self.assertFalse({"correlationid", "dataschema"} & set(bare))

    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20))
    def test_any_subject_survives_the_headers(self, subject):
        """C4: whatever a reference is made of, it arrives as it was."""
        headers, body = writer.binary(replace(FACT, subject=subject))
        event = read({**headers, "content-type": "application/json"}, body)
        self.assertEqual(event.get_subject(), subject)
