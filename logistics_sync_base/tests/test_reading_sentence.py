# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one sentence that says how a message stands."""

import json

from odoo.tests import tagged

from .test_reading import ReadingCase


@tagged("post_install", "-at_install")
class TestReadingSentence(ReadingCase):
    def test_each_standing_has_its_sentence(self):
        """J11: what a clerk has to do, or that nobody has to do anything."""
        message = self.tell(status="ZUGESTELLT")
        message.exception_ids._resolve("fixed")
        for values, words, mood in (
            (
                {
                    "state": "failed",
                    "error": "no answer.",
                    "next_attempt_at": "2026-11-22 10:00:00",
                },
                "nobody has to do anything",
                "warning",
            ),
            ({"state": "dead", "error": "no\nmore"}, "given up: no.", "danger"),
            ({"state": "duplicate"}, "had come before", "info"),
            ({"state": "queued"}, "in the queue", "info"),
            ({"state": "ignored"}, "decided to ignore it", "info"),
            (
                {
                    "state": "received",
                    "waiting_for": "breaker",
                    "waiting_note": "since 10:00",
                },
                "waits for the partner to recover: since 10:00.",
                "info",
            ),
        ):
            message.write(values)
            message.invalidate_recordset()
            self.assertIn(words, message.reading_sentence)
            self.assertEqual(message.reading_mood, mood, words)

    def test_every_fact_is_accounted_for(self):
        """J11: applied, known, set aside or still to do; the sum is what was told."""
        self.tell("P-0")
        scans = [
            {"parcelNo": f"P-{number}", "status": "DLV", "at": "2026-11-20T17:05:00Z"}
            for number in range(4)
        ]
        message = self.ingest(self.carrier, json.dumps(scans).encode())
        self.drain()
        last = message.event_ids.sorted("position")[-1]
        for state, ended, words, mood in (
            ("done", "processed", "4 facts, 3 applied, 1 known already.", "success"),
            ("ignored", "processed", "2 applied, 1 known already, 1 set aside.", None),
            ("waiting", "transformed", "1 known already, 1 still to do.", "info"),
        ):
            last.write({"state": state, "error": False})
            message.state = ended
            self.env.invalidate_all()
            self.assertIn(words, message.reading_sentence)
            self.assertEqual(message.reading_mood, mood or "success")
        single = self.tell("P-9")
        single.event_ids.state = "ignored"
        self.env.invalidate_all()
        self.assertIn("its one fact is set aside", single.reading_sentence)

    def test_each_reader_has_an_own_sentence(self):
        """J11, M3: by language, person and companies; a new message asks nothing."""
        message = self.tell(status="ZUGESTELLT")
        fields = self.env["logistics.sync.message"]._fields
        for name in ("reading_sentence", "question_total"):
            context = self.registry.field_depends_context[fields[name]]
            self.assertTrue({"lang", "uid", "allowed_company_ids"} <= {*context})
        # A message nobody has saved has no questions, not those about no message.
        self.env["logistics.sync.exception"]._raise_for(
            "rejected_by_odoo", "About nothing", connector=self.carrier
        )
        self.assertFalse(message.new().open_question_ids)
