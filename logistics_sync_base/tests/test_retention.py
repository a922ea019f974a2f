# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_payload_policy import PayloadCase

LONG_AGO = "2026-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestRetention(PayloadCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["logistics.sync.retention.rule"].create(
            {
                "name": "Thirty days",
                "document_days": 30,
                "file_days": 30,
                "log_days": 30,
            }
        )

    def make_old(self, number="T-1", **values):
        message = self.process(number, **values)
        message.write({"received_at": LONG_AGO, "finished_at": LONG_AGO})
        return message

    def purge(self):
        self.trigger_cron("logistics_sync_base.ir_cron_purge")
        self.env.invalidate_all()

    def hold(self, **values):
        return self.env["logistics.sync.legal.hold"].create(
            {"name": "Case 12", "reason": "The court asks", **values}
        )

    def test_a_thirty_day_rule(self):
        """M12: the payload is gone after 30 days, hash and metadata are kept."""
        old, fresh = self.make_old("T-1"), self.process("T-2")
        self.env["ir.attachment"].create(
            {"name": "x.pdf", "raw": b"x", "res_model": old._name, "res_id": old.id}
        )
        old.attempt_ids.request_masked = "POST /events"
        digest, size = old.body_sha256, old.body_size
        self.purge()
        self.assertEqual((old._get_body_bytes(), old.body_kept), (b"", "purged"))
        self.assertEqual((old.body_sha256, old.body_size), (digest, size))
        self.assertEqual((old.state, old.event_ids.reference), ("processed", "T-1"))
        self.assertFalse(old.event_ids.source)
        self.assertFalse(old.attempt_ids.request_masked)
        self.assertEqual(old.attempt_ids.result, "success")
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", old._name), ("res_id", "=", old.id)]
            )
        )
        self.assertTrue(fresh._get_body_bytes())
        entries = self.env["logistics.sync.audit.entry"]
        purged = entries.search([("stage", "=", "purge")])
        self.assertEqual(len(purged), 3)
        self.assertIn("Thirty days", purged[0].summary)
        self.assertEqual(self.env["logistics.sync.audit.seal"]._verify(), [])

    def test_a_hold_prevents_it(self):
        """M12: under a legal hold nothing is deleted; lifted, it is."""
        held, other = self.make_old("T-1"), self.make_old("T-2")
        hold = self.hold(reference="T-1")
        self.purge()
        self.assertTrue(held._get_body_bytes())
        self.assertFalse(other._get_body_bytes())
        hold.action_lift()
        self.assertEqual(hold.lifted_by_id, self.env.user)
        self.purge()
        self.assertFalse(held._get_body_bytes())
        with self.assertRaises(UserError):
            hold.reference = "T-2"
        with self.assertRaises(UserError):
            hold.unlink()

    def test_a_hold_covers_what_was_sent_and_what_was_taken_apart(self):
        """M12: also what told a partner of the number, and what it came in."""
        told, whole, sent = (self.make_old(f"T-{number}") for number in range(1, 4))
        told.origin_message_id = whole
        subscription = self.env["logistics.sync.subscription"].create(
            {"name": "All", "connector_id": self.connector.id}
        )
        self.env["logistics.sync.delivery"].create(
            {
                "subscription_id": subscription.id,
                "event_id": told.event_ids.id,
                "company_id": self.env.company.id,
                "created_at": LONG_AGO,
                "message_id": sent.id,
            }
        )
        hold = self.hold(reference="T-1")
        self.purge()
        self.assertTrue(all(one._get_body_bytes() for one in (told, whole, sent)))
        hold.action_lift()
        self.purge()
        self.assertFalse(any(one._get_body_bytes() for one in (told, whole, sent)))

    def test_a_number_is_held_however_it_was_typed(self):
        """M12: blanks around a number do not let go of what it is about."""
        message = self.make_old("T-1")
        hold = self.hold(reference=" T-1\t")
        self.purge()
        self.assertTrue(message._get_body_bytes())
        hold.reference = "T-2 "
        self.assertEqual(hold.reference, "T-2")

    def test_the_days_of_a_hold_are_those_of_the_company(self):
        """M12: what came in its last evening is held, whatever day it was in UTC."""
        self.env.company.partner_id.tz = "America/Los_Angeles"
        message = self.make_old("T-1")
        hold = self.hold(date_to="2025-12-31")
        self.purge()
        self.assertTrue(message._get_body_bytes())
        hold.date_to = "2025-12-30"
        self.purge()
        self.assertFalse(message._get_body_bytes())

    def test_a_change_of_a_hold_is_on_record_as_a_whole(self):
        """M12, M26: who narrows a hold cannot do so unseen."""
        hold = self.hold(date_to="2026-01-01")
        hold.date_to = "2025-12-31"
        entries = self.env["logistics.sync.audit.entry"].search(
            [("stage", "=", "hold"), ("res_id", "=", hold.id)], order="id"
        )
        days = [entry.content["after"]["date_to"] for entry in entries]
        self.assertEqual(days, ["2026-01-01", "2025-12-31"])

    def test_a_hold_covers_partner_and_period(self):
        """M12: a hold without a number covers what the partner sent in its time."""
        message = self.make_old()
        hold = self.hold(connector_id=self.connector.id, date_to="2026-01-01")
        self.purge()
        self.assertTrue(message._get_body_bytes())
        hold.date_to = "2025-12-31"
        self.purge()
        self.assertFalse(message._get_body_bytes())
        with self.assertRaises(ValidationError):
            hold.date_from = "2026-01-01"

    def test_what_is_not_finished_is_never_deleted(self):
        """M12: open, failed, dead and waiting messages keep everything."""
        for place, state in enumerate(("exception", "failed", "dead", "transformed")):
            message = self.make_old(f"T-{place}")
            message.state = state
            with self.subTest(state):
                self.purge()
                self.assertTrue(message._get_body_bytes())
        message = self.make_old("T-9")
        message.event_ids.state = "waiting"
        self.purge()
        self.assertTrue(message._get_body_bytes())

    def test_an_open_question_keeps_it(self):
        """M12: while a person has to decide, the document stays."""
        message = self.make_old()
        question = self.env["logistics.sync.exception"]._raise_for(
            "unreadable", "What is this?", message=message
        )
        self.purge()
        self.assertTrue(message._get_body_bytes())
        question.state = "resolved"
        self.purge()
        self.assertFalse(message._get_body_bytes())

    def test_the_first_rule_that_fits_counts(self):
        """M12: a rule before keeps a partner's messages longer than the others."""
        message = self.make_old()
        before = self.rule.copy(
            {"sequence": 1, "connector_id": self.connector.id, "document_days": 0}
        )
        self.purge()
        self.assertTrue(message._get_body_bytes())
        before.active = False
        self.purge()
        self.assertFalse(message._get_body_bytes())

    def test_a_purge_that_was_stopped_goes_on(self):
        """M12: batches are committed one by one; the next run does the rest."""
        messages = [self.make_old(f"T-{number}") for number in range(3)]
        self.assertEqual(len(self.rule._purge_documents(limit=2)), 2)
        left = [message for message in messages if message._get_body_bytes()]
        self.assertEqual(len(left), 1)
        self.purge()
        self.assertFalse(left[0]._get_body_bytes())
        self.assertFalse(self.rule._purge_documents())
