# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_evidence import LATE, SOON, EvidenceCase


@tagged("post_install", "-at_install")
class TestWhatIsConfirmed(EvidenceCase):
    """What a partner's report confirms, contradicts and leaves open."""

    def process(self, event):
        event.message_id._process_set(fields.Datetime.now())

    def test_a_report_without_a_time_confirms_no_time(self):
        """G31: a missing time is not the time by hand; the evidence stays open."""
        evidence = self.record()
        event = self.tell(at=None)
        self.assertEqual((event.state, evidence.state), ("done", "open"))
        self.assertEqual(
            evidence.confirmation,
            "Confirmed: that it happened. Not told yet: when and who signed.",
        )
        self.tell()
        self.assertEqual(evidence.state, "confirmed")
        self.assertIn("Not told yet: who signed.", evidence.confirmation)
        self.tell(
            at="2026-11-20T16:31:00Z",
            proof_of_delivery={"signed_by": "J. Doe", "document": None},
        )
        self.assertNotIn("Not told", evidence.confirmation)
        self.assertEqual(len(self.get_delivered()), 1)

    def test_a_day_is_one_day(self):
        """G31: a report of a day alone confirms that day, with the hours around it."""
        evidence = self.record(occurred_at="2026-11-18 13:00:00")
        report = self.scan("delivered", tracking_number="1Z-HAND")
        day = {"utc": "2026-11-20T00:00:00Z", "precision": "date"}
        report["occurred_at"] |= day
        event = self.receive(report)
        self.assertEqual((event.state, evidence.state), ("exception", "differs"))

    def test_one_package_does_not_confirm_the_others(self):
        """G31: the evidence of a shipment is confirmed when all its packages are."""
        self.shipment._add_tracking_numbers({"1Z-MORE": True})
        evidence = self.record()
        self.assertEqual(self.tell().state, "done")
        self.assertEqual(evidence.state, "open")
        self.assertIn("1 of 2 packages", evidence.confirmation)
        self.receive(self.scan("delivered", at=SOON, tracking_number="1Z-MORE"))
        self.assertEqual(evidence.state, "confirmed")

    def test_the_rest_may_be_vouched_for(self):
        """G31: one package was told before the partner went down, the other was not."""
        self.shipment._add_tracking_numbers({"1Z-MORE": True})
        self.tell()
        self.assertEqual(self.shipment.status, "partially_delivered")
        self.record()
        self.assertEqual(self.shipment.status, "delivered")

    def test_what_comes_after_is_news(self):
        """G31, B10: confirmed, then returned: on the timeline, nobody is asked."""
        evidence = self.record()
        self.tell()
        event = self.tell("returned", at="2026-11-27T08:00:00Z")
        self.assertEqual((event.state, evidence.state), ("done", "confirmed"))
        self.assertIn(event, self.shipment.milestone_ids.event_id)

    def test_kept_against_one_report_only(self):
        """G31: another contradiction is asked about again, the same one is not."""
        evidence = self.record()
        refused = self.tell("refused")
        evidence.with_user(self.finance).action_keep()
        self.process(refused)
        self.assertEqual(refused.state, "done")
        self.assertEqual(self.tell("refused", at=LATE).state, "done")
        lost = self.tell("lost", at=LATE)
        self.assertEqual((lost.state, evidence.state), ("exception", "differs"))

    def test_all_reports_that_differ_are_settled(self):
        """G31: a decision answers every report that said otherwise."""
        evidence = self.record()
        events = self.tell(at=LATE) | self.tell(at="2026-11-22T09:00:00Z")
        agreeing = self.tell()
        self.assertEqual((agreeing.state, evidence.state), ("done", "differs"))
        evidence.with_user(self.finance).action_keep()
        for event in events:
            self.process(event)
        self.assertEqual(events.mapped("state"), ["done", "done"])
        questions = self.env["logistics.sync.exception"].search(
            [("event_id", "in", events.ids)]
        )
        self.assertEqual(set(questions.mapped("state")), {"resolved"})

    def test_nothing_is_invoiced_on_disputed_evidence(self):
        """G31, G2: not before a person has decided; then at once, or not at all."""
        evidence = self.record()
        release = self.shipment.invoice_release_id
        self.assertEqual(release.state, "eligible")
        self.tell("refused")
        self.assertEqual(release.state, "waiting")
        self.assertIn("a decision about manual evidence", release.summary)
        self.run_invoicing()
        self.assertFalse(self.order.invoice_ids)
        evidence.with_user(self.finance).action_keep()
        self.assertEqual(release.state, "eligible")

    def test_taken_back_it_releases_nothing(self):
        """G31, G2: before the partner's report is worked on again, too."""
        self.env["logistics.invoice.rule"].search(
            []
        ).condition_ids.kind = "proof_of_delivery"
        evidence = self.record()
        release = self.shipment.invoice_release_id
        self.assertEqual(release.state, "eligible")
        self.tell("refused")
        evidence.with_user(self.finance).action_accept_partner()
        self.assertFalse(self.shipment.has_pod)
        self.assertEqual(release.state, "waiting")
        self.assertEqual(release.waiting_for, "proof_of_delivery")
        self.assertTrue(evidence.attachment_ids)

    def test_the_partners_own_proof_stays(self):
        """G31: what the partner sent is not taken back with the evidence."""
        evidence = self.record()
        own = self.env["ir.attachment"].create({"name": "pod", "raw": b"theirs"})
        self.shipment.sudo().write(
            {
                "pod_attachment_ids": [Command.link(own.id)],
                "pod_signed_by": "M. Roe",
            }
        )
        self.tell("refused")
        evidence.with_user(self.finance).action_accept_partner()
        self.assertEqual(self.shipment.pod_attachment_ids, own)
        self.assertEqual(self.shipment.pod_signed_by, "M. Roe")
        self.assertTrue(self.shipment.pod_received_at)

    def test_a_draft_on_evidence_that_does_not_hold_is_asked_about(self):
        """G31, J6: somebody would post it otherwise."""
        self.env["logistics.invoice.rule"].search([]).action = "draft"
        evidence = self.record()
        self.run_invoicing()
        self.assertEqual(self.order.invoice_ids.state, "draft")
        self.tell("refused")
        evidence.with_user(self.finance).action_accept_partner()
        question = self.env["logistics.sync.exception"].search(
            [("dedup_key", "=like", f"{evidence._name}:{evidence.id}:%")]
        )
        self.assertEqual(question.amount, self.order.amount_total)

    def test_what_a_program_could_send(self):
        """G31, M3: the form's choice of facts and partners holds for every caller."""
        self.stop()
        kinds = self.env["logistics.milestone.type"]
        refused = kinds.search([("code", "=", "refused")])
        picked_up = kinds.search([("code", "=", "picked_up")])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.create_connector("elsewhere", company_id=elsewhere.id)
        other.sudo().operation_mode = "hold"
        for values, message in (
            ({"type_id": refused.id}, "Nobody vouches"),
            ({"type_id": picked_up.id, "is_proof": True}, "no proof of delivery"),
            ({"connector_id": other.id}, "different companies"),
        ):
            with self.assertRaisesRegex(ValidationError, message):
                self.fill_in(**values).action_record()
        empty = self.fill_in()
        empty.attachment_ids.raw = False
        with self.assertRaisesRegex(ValidationError, "needs a document"):
            empty.action_record()

    def test_who_vouched_and_who_decided_is_in_the_trail(self):
        """M23, G31: with the reason, the difference, and the state before and after."""
        evidence = self.record()
        self.tell(at=LATE)
        evidence.with_user(self.finance).action_keep()
        decided, vouched = self.env["logistics.sync.audit.entry"].search(
            [("res_model", "=", evidence._name), ("res_id", "=", evidence.id)],
            order="id desc",
        )
        self.assertEqual(vouched.user_id, self.operator)
        self.assertEqual(vouched.content["reason"], evidence.reason)
        self.assertEqual(decided.user_id, self.finance)
        self.assertEqual(decided.content["after"], {"State": "Evidence stands"})
        self.assertIn("2026-11-22", decided.content["reason"])
        self.assertTrue(decided.is_financial and vouched.is_financial)
        # The trail of what the partner reported tells of both as well.
        trail = evidence.partner_event_id._get_approvals()
        self.assertIn(self.finance.name, [stage["actor"] for stage in trail])
        self.assertIn(self.operator.name, [stage["actor"] for stage in trail])

    def test_the_document_stays_as_it_was(self):
        """G31: nobody changes or deletes what an invoice rests on."""
        file = self.record().attachment_ids.with_user(self.operator)
        for act in (
            lambda: file.write({"raw": b"something else"}),
            lambda: file.write({"res_id": False}),
            file.unlink,
        ):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                act()
        self.assertEqual(file.raw, b"%PDF-1.4 signed by hand")
        file.name = "delivery note.pdf"
