# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.manual_evidence import DIFFERS
from .common_evidence import AT, LATE, EvidenceCase


@tagged("post_install", "-at_install")
class TestManualEvidence(EvidenceCase):
    def test_evidence_lets_billing_go(self):
        """G31: calls stopped; delivery recorded with its document; invoice posted."""
        evidence = self.record()
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(str(self.shipment.delivered_at), AT)
        milestone = self.get_delivered()
        self.assertEqual(milestone.evidence_id, evidence)
        self.assertEqual(evidence.user_id, self.operator)
        self.assertIn("It is down", evidence.partner_state)
        self.assertEqual(self.shipment.pod_signed_by, "J. Doe")
        self.assertEqual(
            self.shipment.pod_attachment_ids.raw, b"%PDF-1.4 signed by hand"
        )
        self.run_invoicing()
        invoice = self.order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        log = " ".join(invoice.message_ids.mapped(lambda one: str(one.body)))
        self.assertIn("manual evidence", log)
        self.assertIn("evidence_operator", log)

    @mute_logger("odoo.sql_db")
    def test_a_fact_is_vouched_for_once(self):
        """G31: whoever is second at the same moment is refused by the database."""
        evidence = self.record()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            evidence.sudo().copy()

    def test_the_partners_report_confirms_it(self):
        """G31: the later report: no second milestone, no second invoice, confirmed."""
        evidence = self.record()
        self.run_invoicing()
        event = self.tell()
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(
            (evidence.state, evidence.partner_event_id), ("confirmed", event)
        )
        self.assertEqual(len(self.get_delivered()), 1)
        self.run_invoicing()
        self.assertEqual(len(self.order.invoice_ids), 1)
        again = self.tell(at="2026-11-20T17:00:00Z")
        self.assertEqual(again.state, "done")
        self.assertEqual(len(self.get_delivered()), 1)
        self.assertEqual(evidence.partner_event_id, event)

    def test_another_time_is_a_difference(self):
        """G31: a report two days later does not count by itself: a person decides."""
        evidence = self.record()
        self.run_invoicing()
        event = self.tell(at=LATE)
        self.assertEqual((event.state, evidence.state), ("exception", "differs"))
        question = self.exception_of(event)
        self.assertEqual(question.code, "manual_evidence_differs")
        self.assertIn("2026-11-22 08:00:00", question.name)
        self.assertEqual(len(self.get_delivered()), 1)
        with self.assertRaises(AccessError):
            evidence.with_user(self.operator).action_keep()
        evidence.with_user(self.finance).action_keep()
        event.message_id._process_set(fields.Datetime.now())
        self.assertEqual((event.state, evidence.state), ("done", "kept"))
        self.assertEqual(question.state, "resolved")
        self.assertEqual(evidence.decided_by_id, self.finance)
        self.assertEqual(len(self.get_delivered()), 1)
        self.assertEqual(len(self.order.invoice_ids), 1)

    def test_the_partner_may_be_right(self):
        """G31: taken back, the timeline tells the partner's time; the record stays."""
        evidence = self.record()
        event = self.tell(at=LATE)
        evidence.with_user(self.operator).action_accept_partner()
        event.message_id._process_set(fields.Datetime.now())
        self.assertEqual((event.state, evidence.state), ("done", "overruled"))
        self.assertEqual(self.get_delivered().event_id, event)
        self.assertEqual(str(self.shipment.delivered_at), "2026-11-22 08:00:00")
        self.assertFalse(self.shipment.pod_at)
        self.assertTrue(evidence.exists().attachment_ids)

    def test_a_refusal_contradicts_a_delivery(self):
        """G31: delivered by hand, refused by the partner: asked, not passed over."""
        evidence = self.record()
        event = self.tell("refused")
        self.assertEqual((event.state, evidence.state), ("exception", "differs"))
        evidence.with_user(self.finance).action_accept_partner()
        event.message_id._process_set(fields.Datetime.now())
        self.assertEqual(event.state, "done")
        self.assertFalse(self.get_delivered())
        self.assertNotEqual(self.shipment.status, "delivered")

    def test_an_invoice_on_evidence_that_does_not_hold_is_asked_about(self):
        """G31, J6: billed, then refused by the consignee: finance has to credit it."""
        evidence = self.record()
        self.run_invoicing()
        event = self.tell("refused")
        evidence.with_user(self.finance).action_accept_partner()
        event.message_id._process_set(fields.Datetime.now())
        self.assertEqual(event.state, "done")
        invoice = self.order.invoice_ids
        question = self.env["logistics.sync.exception"].search(
            [("dedup_key", "=", f"{evidence._name}:{evidence.id}:{DIFFERS}")]
        )
        self.assertEqual((question.state, question.res_id), ("open", self.shipment.id))
        self.assertIn(invoice.name, question.name)
        self.assertEqual(question.amount, invoice.amount_total)
        self.assertTrue(question.needs_approval, "nobody waves it through alone")

    def test_another_signature_is_a_difference(self):
        """G31: who signed has to agree; how the name is written does not matter."""
        evidence = self.record()
        proof = {"signed_by": "j doe", "document": None}
        self.assertEqual(self.tell(proof_of_delivery=proof).state, "done")
        self.assertEqual(evidence.state, "confirmed")
        proof = {"signed_by": "M. Roe", "document": None}
        event = self.tell(at="2026-11-20T16:00:00Z", proof_of_delivery=proof)
        self.assertEqual((event.state, evidence.state), ("exception", "differs"))

    def test_other_news_go_on_the_timeline_as_ever(self):
        """G31, B10: scans of the way there are history; nobody is asked."""
        self.record()
        event = self.tell("in_transit", at="2026-11-20T10:00:00Z")
        self.assertEqual(event.state, "done")
        self.assertIn(event, self.shipment.milestone_ids.event_id)
        self.assertEqual(self.shipment.status, "delivered")

    def test_who_works_reports_himself(self):
        """G31: evidence is for partners that are down; the refusal says so."""
        with self.assertRaisesRegex(UserError, "works as usual"):
            self.fill_in().action_record()
        self.carrier.with_user(self.operator)._switch_operation("hold", "Maintenance")
        self.fill_in().action_record()
        self.assertTrue(self.shipment.evidence_ids)

    def test_what_evidence_needs(self):
        """G31: a document of one's own, a reason, a past time, and only once."""
        self.stop()
        with self.assertRaises(ValidationError):
            self.fill_in(attachment_ids=False).action_record()
        with self.assertRaises(ValidationError):
            self.fill_in(reason="  ").action_record()
        with self.assertRaises(ValidationError):
            self.fill_in(occurred_at="2999-01-01 00:00:00").action_record()
        foreign = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        with self.assertRaises(AccessError):
            self.fill_in(attachment_ids=[Command.set(foreign.ids)]).action_record()
        self.fill_in().action_record()
        with self.assertRaisesRegex(UserError, "on the timeline already"):
            self.fill_in().action_record()

    def test_who_may_vouch(self):
        """G31, M3: only operations; nobody writes evidence past the button."""
        self.stop()
        with self.assertRaises(AccessError):
            self.fill_in(user=self.finance)
        evidence = self.record()
        for user in (self.operator, self.finance):
            with self.assertRaises(AccessError):
                evidence.with_user(user).write({"state": "kept"})
            with self.assertRaises(AccessError):
                evidence.with_user(user).unlink()

    def test_the_name_of_who_signed_is_protected(self):
        """G31, M9: masked like the one a carrier tells; nobody lists or exports it."""
        evidence = self.record().with_user(self.operator)
        self.assertEqual(
            evidence.signed_by_shown,
            self.shipment.with_user(self.operator).pod_signed_by_shown,
        )
        self.assertNotEqual(evidence.signed_by_shown, "J. Doe")
        with self.assertRaises(AccessError):
            evidence.read(["signed_by"])

    def test_where_there_is_none_nothing_is_asked(self):
        """G31: a set of scans costs no query more where nobody vouched."""
        handler = self.env["logistics.sync.handler"]
        self.env["logistics.manual.evidence"]._is_used()
        with self.assertQueryCount(0):
            self.assertEqual(handler._meet_evidence([], {}, self.shipment), {})
