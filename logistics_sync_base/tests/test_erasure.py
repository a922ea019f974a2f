# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ..core.erasure import (
    ERASED,
    TermError,
    erase_from,
    erase_from_json,
    get_pattern,
    read_terms,
)
from .test_payload_policy import NAME, PayloadCase


class TestErasedWords(BaseCase):
    def test_a_word_that_means_anybody_is_refused(self):
        """M35: too short a word would erase what has nothing to do with the person."""
        self.assertEqual(read_terms(f" {NAME} \n\n{NAME}\n"), [NAME])
        for text in ("Eve", "A. B", "Margarete\n+4"):
            with self.assertRaises(TermError):
                read_terms(text)

    def test_every_spelling_is_found(self):
        """M35: capitals, JSON, XML and other encodings are the person."""
        spellings = (
            "MÜLLER & söhne",
            "M\\u00dcLLER & S\\u00d6HNE",
            "Müller &amp; Söhne",
        )
        for text in spellings:
            for encoding in ("utf-8", "latin-1"):
                cleaned = erase_from(text.encode(encoding), ["Müller & Söhne"])
                self.assertEqual(cleaned, ERASED.encode(), (text, encoding))

    def test_a_document_stays_one(self):
        """M35: a number of the person is erased, an amount with its digits is not."""
        text = '{"a": "Call 6601234567 \\"now\\"", "b": [6601234567, -66012345670.5]}'
        self.assertEqual(
            json.loads(erase_from_json(text, ["6601234567"])),
            {"a": f'Call {ERASED} "now"', "b": [ERASED, -66012345670.5]},
        )

    @settings(
        max_examples=60,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.text("ab.*+?[](){}^$|\\\"'&< -", min_size=4, max_size=12))
    def test_no_word_is_a_pattern(self, word):
        """M35: whatever a name consists of, it stands for itself and is erased."""
        self.assertTrue(re.fullmatch(get_pattern([word]), word))
        self.assertNotIn(word.encode(), erase_from(f"x{word}y".encode(), [word]))


@tagged("post_install", "-at_install")
class TestErasure(PayloadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.make_user("erasure_officer", "personal")

    def setUp(self):
        super().setUp()
        self.message = self.process("T-1")
        self.other = self.process("T-2")
        self.event = self.message.event_ids
        self.question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", f"Who is {NAME}?", message=self.message
        )
        self.question.message_post(body=f"I called {NAME}.")
        self.question.state = "resolved"
        self.message.attempt_ids.response_masked = f"Signed by {NAME.upper()}"
        self.env["ir.attachment"].create(
            {
                "name": "signature.png",
                "raw": b"x",
                "res_model": "logistics.sync.event",
                "res_id": self.event.id,
            }
        )
        self.env.flush_all()

    def erase(self, user=None, **values):
        wizard = self.env["logistics.sync.erasure.wizard"].with_user(
            user or self.officer
        )
        wizard = wizard.create({"terms": NAME, "reason": "Asked for", **values})
        wizard.action_find()
        preview = wizard.preview
        wizard.action_erase()
        self.env.invalidate_all()
        return wizard, preview

    def find_everywhere(self):
        """Every table of the suite in which the name still stands."""
        self.env.cr.execute(
            """SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                  AND (table_name LIKE 'logistics%%' OR table_name LIKE 'mail_%%')"""
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{NAME}%"]
            )
            if self.env.cr.fetchone()[0]:
                found.append(table)
        return found

    def test_the_name_is_gone_and_the_chain_is_whole(self):
        """M35: names gone in messages, events, questions and tries; hashes, ids stay"""
        facts = ("public_id", "body_sha256", "idempotency_key", "received_at")
        before = self.message.read(facts)
        key = self.event.content_key
        wizard, preview = self.erase()
        self.assertIn("Message: 2", preview)
        self.assertEqual(self.find_everywhere(), [])
        self.assertFalse(wizard.terms)
        for message in (self.message, self.other):
            self.assertNotIn(NAME.encode(), message._get_body_bytes())
            self.assertIn(ERASED.encode(), message._get_body_bytes())
        self.assertEqual(self.message.read(facts), before)
        self.assertEqual((self.event.content_key, self.event.reference), (key, "T-1"))
        signed = self.event.canonical["proof_of_delivery"]["signed_by"]
        self.assertEqual(signed, ERASED)
        self.assertIn(ERASED, self.question.name)
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", self.event._name), ("res_id", "=", self.event.id)]
            )
        )
        self.assertEqual(self.env["logistics.sync.audit.seal"]._verify(), [])

    def test_the_erasure_is_on_record_without_the_person(self):
        """M35, M26: who erased, when and why stay on record, whom does not."""
        self.erase()
        entries = self.env["logistics.sync.audit.entry"].search(
            [("stage", "=", "erasure")]
        )
        self.assertEqual(entries.user_id, self.officer)
        told = entries.filtered("content")
        self.assertEqual(told.user_id, self.officer)
        self.assertEqual(told.content["reason"], "Asked for")
        self.assertNotIn(NAME, str(entries.read()))

    def test_it_needs_the_right_a_preview_and_a_reason(self):
        """M35: without permission, preview or reason nobody is erased."""
        with self.assertRaises(AccessError):
            self.erase(self.make_user("erasure_admin", "manager"))
        wizard = self.env["logistics.sync.erasure.wizard"].with_user(self.officer)
        wizard = wizard.create({"terms": NAME})
        with self.assertRaises(UserError):
            wizard.action_erase()
        wizard.action_find()
        with self.assertRaises(UserError):
            wizard.action_erase()
        for terms in ("", "Eve"):
            wizard.terms = terms
            with self.assertRaises(UserError):
                wizard.action_find()
        self.assertIn(NAME.encode(), self.message._get_body_bytes())

    def test_a_hold_or_open_work_forbids_it(self):
        """M12, M35: nobody is erased from what a court or a clerk still needs."""
        hold = self.env["logistics.sync.legal.hold"].create(
            {"name": "Case 12", "reason": "The court asks"}
        )
        with self.assertRaisesRegex(UserError, "legal hold"):
            self.erase()
        hold.action_lift()
        self.message.state = "exception"
        with self.assertRaisesRegex(UserError, "not finished"):
            self.erase()
        self.assertIn(NAME.encode(), self.message._get_body_bytes())

    def test_a_hold_covers_what_was_made_of_a_message(self):
        """M12, M35: the name stands in an event only, and its message is held."""
        self.erase()
        canonical = self.event.canonical
        canonical["proof_of_delivery"]["signed_by"] = NAME
        self.event.canonical = canonical
        self.env["logistics.sync.legal.hold"].create(
            {"name": "Case 12", "reason": "The court asks", "reference": "T-1"}
        )
        with self.assertRaisesRegex(UserError, "legal hold"):
            self.erase()

    def test_a_number_is_erased_like_a_text(self):
        """M35: a telephone number that came as a number does not stop the erasure."""
        self.event.source = {"phone": 6601234567, "total": 66012345670.5}
        self.erase(terms="6601234567")
        self.env.invalidate_all()
        self.assertEqual(self.event.source, {"phone": ERASED, "total": 66012345670.5})

    def test_a_contact_fills_in_how_it_is_known(self):
        """M35: name, e-mail, telephone and street of a contact are proposed."""
        partner = self.env["res.partner"].create(
            {"name": NAME, "email": "m.mustermann@example.com", "street": "Ring 12"}
        )
        wizard = self.env["logistics.sync.erasure.wizard"].with_user(self.officer)
        wizard = wizard.create({"partner_id": partner.id})
        self.assertEqual(
            wizard.terms.splitlines(), [NAME, "m.mustermann@example.com", "Ring 12"]
        )

    def test_encrypted_documents_are_erased_too(self):
        """M8, M35: how a document is stored does not matter."""
        self.connector.is_payload_encrypted = True
        message = self.process("T-3")
        self.erase()
        self.assertIn(ERASED.encode(), message._get_body_bytes())
        self.assertNotIn(b"T-3", self.read_column(message))
