# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A message the way a clerk reads it."""

import json

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsSyncCase, delivery_event

NAME = "Margarete Mustermann"
PROOF = {"signed_by": NAME, "document": None}
MADE_ON_OPEN = (
    "reading_html",
    "reading_sentence",
    "reading_remedy",
    "reading_mood",
    "timeline_html",
    "open_question_ids",
    "is_reading_masked",
)


class ReadingCase(LogisticsSyncCase):
    """A carrier whose codes are known, but for those that are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("reading_clerk", "user")
        cls.auditor = cls.make_user("reading_auditor", "auditor")
        cls.mapping = cls.make_mapping(
            {
                "references.tracking_number": "parcelNo",
                "milestone": {
                    "expression": "status",
                    "transform": "code",
                    "options": '{"kind": "milestone"}',
                },
                "occurred_at": {"expression": "at", "transform": "datetime"},
                "proof_of_delivery.signed_by": "signedBy",
            }
        )
        cls.carrier = cls.make_connector(name="Rhine Parcel", mapping_id=cls.mapping.id)
        cls.env["logistics.sync.code.map"].create(
            {
                "connector_id": cls.carrier.id,
                "kind": "milestone",
                "external_code": "DLV",
                "internal_code": "delivered",
            }
        )
        cls.set_plan("delivered", "record_only")

    def tell(self, number="P-1", status="DLV", **values):
        message = self.ingest(
            self.carrier,
            {"parcelNo": number, "status": status, "at": "2026-11-20T17:05:00Z"}
            | values,
        )
        self.drain()
        self.env.invalidate_all()
        return message

    def read_page(self, message, user=None):
        return html.fromstring(
            message.with_user(user or self.clerk).reading_html
        ).text_content()


@tagged("post_install", "-at_install")
class TestReading(ReadingCase):
    def test_document_beside_meaning_beside_effect(self):
        """J11, B3: the partner's words, what they mean, and what followed, by name."""
        text = self.read_page(self.tell())
        for words in (
            "What Rhine Parcel Sent",
            "Parcel no",
            "DLV",
            "What Odoo Understood",
            "Tracking number",
            "P-1",
            "What It Did in Odoo",
            "Keep on file: done",
            "Applied",
        ):
            self.assertIn(words, text)

    def test_fine_messages_say_so(self):
        """J11: the sentence of a message that went well; there is nothing to press."""
        message = self.tell().with_user(self.clerk)
        self.assertEqual(message.reading_sentence, "It was read and applied.")
        self.assertEqual(message.reading_mood, "success")
        self.assertFalse(message.open_question_ids)
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            message.action_answer()

    def test_the_one_sentence_and_what_mends_it(self):
        """J11, J18: an unknown code: the sentence names it, the button asks for it."""
        message = self.tell(status="ZUGESTELLT").with_user(self.clerk)
        self.assertIn("“ZUGESTELLT”", message.reading_sentence)
        self.assertIn("nobody has said what it means", message.reading_sentence)
        self.assertEqual(message.reading_mood, "danger")
        question = message.open_question_ids
        self.assertEqual(question.code, "unknown_code")
        self.assertEqual(message.reading_remedy, question.hint)
        action = message.action_answer()
        self.assertEqual(action["res_model"], "logistics.sync.code.map.fix")
        self.assertEqual(message.action_open_question()["res_id"], question.id)
        with self.assertRaises(AccessError):
            message.with_user(self.auditor).action_answer()
        self.assertIn("ZUGESTELLT", self.read_page(message, self.auditor))
        meaning = self.read_page(message).partition("What Odoo Understood")[2]
        self.assertIn(message.event_ids.error, meaning)

    def test_the_question_shows_the_document_too(self):
        """J11: whoever works the queue reads the document without leaving it."""
        message = self.tell(status="ZUGESTELLT", signedBy=NAME)
        question = message.exception_ids.with_user(self.clerk)
        self.assertIn("What Rhine Parcel Sent", question.reading_html)
        self.assertNotIn(NAME, question.reading_html)
        self.assertNotIn(NAME, question.event_text or "")
        self.assertFalse(
            self.env["logistics.sync.exception"]
            ._raise_for("rejected_by_odoo", "About nothing", connector=self.carrier)
            .reading_html
        )

    def test_names_are_masked_for_who_may_not_see_them(self):
        """M9: document and meaning are masked; nobody is told more by reading."""
        message = self.ingest(
            self.make_connector(), delivery_event("T-1", proof_of_delivery=PROOF)
        )
        self.drain()
        self.env.invalidate_all()
        for user in (self.clerk, self.auditor):
            text = self.read_page(message, user)
            self.assertNotIn(NAME, text)
            self.assertIn("***mann", text)
            self.assertTrue(message.with_user(user).is_reading_masked)
        self.assertFalse(self.tell("P-2").with_user(self.clerk).is_reading_masked)

    def test_tries_are_told_one_after_another(self):
        """J11: when, which try, how it ended, where it failed, and when the next is."""
        message = self.tell(status="ZUGESTELLT")
        message.write(
            {
                "state": "failed",
                "attempt_count": 2,
                "error": "the partner did not answer",
                "next_attempt_at": "2026-11-22 10:00:00",
            }
        )
        self.env["logistics.sync.attempt"].create(
            {
                "message_id": message.id,
                "company_id": message.company_id.id,
                "started_at": "2026-11-21 10:00:00",
                "duration_ms": 1250,
                "partner_ms": 900,
                "number": 2,
                "result": "transient",
                "failure_layer": "transport",
                "http_status": 503,
                "error": "Traceback\n  File x\nValueError: no answer",
            }
        )
        self.env.invalidate_all()
        text = " ".join(
            html.fromstring(message.with_user(self.clerk).timeline_html)
            .text_content()
            .split()
        )
        for words in (
            "Received from Rhine Parcel",
            "Try 1",
            "Try 2",
            "1.25 s, of which the partner 0.90 s",
            "Failed, will be tried again (answer code 503): no answer",
            "API and transport",
            "Next try",
        ):
            self.assertIn(words, text)
        self.assertNotIn("File x", text)

    def test_what_a_paused_partner_sent_is_not_said_to_be_next(self):
        """J11: workers leave it alone, and the page says so."""
        message = self.tell(status="ZUGESTELLT")
        message.exception_ids._resolve("fixed")
        message.state = "queued"
        self.carrier.state = "paused"
        message.invalidate_recordset()
        self.assertIn("until Rhine Parcel is live", message.reading_sentence)
        self.assertEqual(message.reading_mood, "warning")

    def test_what_we_send_is_read_the_same_way(self):
        """J11: a message of ours: its document, the fact it tells, what it is about."""
        subscriber = self.make_connector(name="Portal")
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Deliveries",
                "connector_id": subscriber.id,
                "event_type_ids": self.env["logistics.sync.event.type"]
                .search([("code", "=", "delivered")])
                .ids,
            }
        )
        self.tell("P-9")
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", subscriber.id)]
        )
        text = self.read_page(message)
        self.assertIn("What We Send Portal", text)
        self.assertIn("P-9", text)
        self.assertIn("when it leaves", text)

    def test_what_was_known_leads_to_where_it_came_first(self):
        """J11, B8: a document told again names the facts it told the first time."""
        event = self.tell("P-7").event_ids
        again = self.tell("P-7", note="again")
        self.assertEqual(again.state, "duplicate")
        self.assertIn("known already", self.read_page(again))
        self.assertIn(f"/logistics-events/{event.id}", again.reading_html)
        self.assertEqual(again.reading_mood, "info")

    def test_a_dropped_document_says_why_it_is_gone(self):
        """M11, M13: the page says what is left instead of showing nothing."""
        self.carrier.payload_policy = "none"
        message = self.tell()
        self.assertIn("Dropped once it was processed", self.read_page(message))
        self.assertIn("P-1", self.read_page(message))

    def test_many_facts_are_cut_and_open_ones_come_first(self):
        """J11: eight of a set are shown, what needs somebody before what is done."""
        scans = [
            {"parcelNo": f"T-{number}", "status": "DLV", "at": "2026-11-20T17:05:00Z"}
            for number in range(29)
        ]
        scans.append(scans[0] | {"parcelNo": "T-29", "status": "ZUGESTELLT"})
        message = self.ingest(self.carrier, json.dumps(scans).encode())
        self.drain()
        self.env.invalidate_all()
        text = self.read_page(message)
        self.assertIn("8 of 30", " ".join(text.split()))
        said = text.partition("What Odoo Understood")[2]
        self.assertLess(said.index("T-29"), said.index("T-1"))
        self.assertEqual(message._get_read_events()[0].position, 29)

    def test_nothing_is_stored_for_it(self):
        """N4: reading costs the way of a message nothing, and a list renders none."""
        for name in MADE_ON_OPEN:
            self.assertFalse(self.env["logistics.sync.message"]._fields[name].store)
        views = self.env["logistics.sync.message"].get_views([(False, "list")])
        self.assertNotIn("reading_html", views["views"]["list"]["arch"])

    def test_another_company_reads_nothing(self):
        """M3: who works elsewhere opens neither the message nor what it says."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.make_user("reading_stranger", "user", companies=elsewhere)
        with self.assertRaises(AccessError):
            self.tell().with_user(stranger).read(["reading_html"])
