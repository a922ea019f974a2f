# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..edi.interchange_ack import read_ta1
from ..edi.reader import read
from ..edi.writer import Envelope, Party, write_service_interchange
from .edi_cases import EdiCase
from .x12_data import AT, STATUS, interchange

WATCH = "logistics_sync_base.ir_cron_watch_acknowledgements"


@tagged("post_install", "-at_install")
class TestEdiAcknowledgements(EdiCase):
    def setUp(self):
        super().setUp()
        self.partner = self.make_partner()

    # ------------------------------------------------------------ we answer
    def test_what_comes_is_acknowledged(self):
        """C9: importing EDI produces the acknowledgement file."""
        partner = self.make_partner("FRST")
        message = self.drop(partner, interchange("214", STATUS))
        self.drain("outbound")
        [body] = self.outbox(partner).values()
        [answer] = read(body)
        [group] = answer.groups
        self.assertEqual(group.transactions[0].set_id, "997")
        self.assertEqual(answer.receiver, ("02", "FRST"))
        owed = message.consequent_message_ids
        self.assertEqual(owed.state, "processed")
        self.assertFalse(owed.acknowledgement_state)

    def test_an_acknowledgement_is_never_acknowledged(self):
        """C9: a 997 that comes is answered by nothing, asked for a TA1 or not."""
        sent = self.send(self.partner)
        self.partner.edi_ta1 = "always"
        before = self.outbox(self.partner)
        answer = self.drop(self.partner, self.acknowledge(sent))
        self.drain("outbound")
        self.assertEqual(self.outbox(self.partner), before)
        self.assertFalse(answer.consequent_message_ids)

    def test_an_agreement_without_acknowledgements_is_kept(self):
        """C9: a partner that wants no acknowledgement gets none."""
        partner = self.make_partner("FRST", edi_sends_ack=False)
        message = self.drop(partner, interchange("214", STATUS))
        self.drain("outbound")
        self.assertEqual(self.outbox(partner), {})
        self.assertEqual(message.event_count, 1)

    def test_the_receipt_of_the_envelope_is_given_when_asked_for(self):
        """C9: a TA1 is written when ISA14 asks for it, never when that was agreed."""
        text = interchange("214", STATUS).replace("*0*P*", "*1*P*", 1)
        partner = self.make_partner("FRST", edi_sends_ack=False)
        self.drop(partner, text, "one.edi")
        self.drain("outbound")
        [body] = self.outbox(partner).values()
        [result] = read_ta1(read(body)[0])
        self.assertEqual((result.control, result.status), ("000000007", "A"))
        partner.edi_ta1 = "never"
        self.drop(partner, text.replace("*1205*", "*1206*"), "two.edi")
        self.drain("outbound")
        self.assertEqual(len(self.outbox(partner)), 1)

    # ------------------------------------------------------- the partner does
    def test_what_we_send_awaits_its_acknowledgement(self):
        """C9: handed over is not accepted; the 997 makes it so, and links to it."""
        sent = self.send(self.partner)
        self.assertEqual(sent.state, "processed")
        self.assertEqual(sent.acknowledgement_state, "awaiting")
        self.assertTrue(sent.acknowledgement_due > sent.finished_at)
        answer = self.drop(self.partner, self.acknowledge(sent))
        self.assertEqual(sent.acknowledgement_state, "accepted")
        self.assertEqual(sent.state, "acknowledged")
        self.assertEqual(sent.acknowledgement_message_id, answer)
        self.assertEqual(answer.state, "processed")

    def test_a_rejection_is_an_exception_naming_the_segment(self):
        """C9: a rejecting 997 raises an exception with the segments in error."""
        sent = self.send(self.partner)
        segments = (("AK3", "PO1", "4", "", "8"), ("AK4", "4", "", "6"))
        self.drop(self.partner, self.acknowledge(sent, "R", segments))
        self.assertEqual(sent.acknowledgement_state, "rejected")
        self.assertEqual(sent.state, "exception")
        [question] = self.get_exceptions("edi_rejected", message_id=sent.id)
        self.assertIn("segment PO1 at place 4: has errors", question.name)
        self.assertIn("element 4: bad character", question.name)

    def test_accepted_with_errors_is_no_alarm(self):
        """C9: accepted with errors is accepted, and the errors are kept."""
        sent = self.send(self.partner)
        segments = (("AK3", "PO1", "4", "", "8"),)
        self.drop(self.partner, self.acknowledge(sent, "E", segments))
        self.assertEqual(sent.acknowledgement_state, "accepted_with_errors")
        self.assertEqual(sent.state, "acknowledged")
        self.assertIn("PO1", sent.acknowledgement_note)
        self.assertFalse(self.get_exceptions(message_id=sent.id))

    def test_an_overdue_acknowledgement_is_asked_about_once(self):
        """C9: the delay shows; overdue is one question, which the answer closes."""
        sent = self.send(self.partner)
        self.trigger_cron(WATCH)
        self.assertEqual(sent.acknowledgement_state, "awaiting")
        sent.acknowledgement_due = "2026-01-01 00:00:00"
        self.trigger_cron(WATCH)
        self.trigger_cron(WATCH)
        self.assertEqual(sent.acknowledgement_state, "overdue")
        [question] = self.get_exceptions("edi_ack_overdue")
        self.assertEqual((question.message_id, question.occurrences), (sent, 1))
        self.assertGreaterEqual(sent.acknowledgement_hours, 0)
        self.drop(self.partner, self.acknowledge(sent))
        self.assertEqual(sent.acknowledgement_state, "accepted")
        self.assertEqual(question.state, "resolved")

    def test_another_partner_cannot_acknowledge(self):
        """C9: an acknowledgement from somebody we did not send to is refused."""
        sent = self.send(self.partner)
        other = self.make_partner("STRANGER")
        answer = self.drop(other, self.acknowledge(sent, sender="STRANGER"))
        self.assertEqual(sent.acknowledgement_state, "awaiting")
        self.assertEqual(answer.state, "exception")
        [question] = self.get_exceptions("edi_ack_unknown")
        self.assertIn("never sent to this partner", question.name)

    def test_a_number_we_never_used_changes_nothing(self):
        """C9: unknown group and document numbers are asked about, by name."""
        sent = self.send(self.partner)
        answer = self.drop(
            self.partner, self.acknowledge(sent, group_control="999"), "group.edi"
        )
        self.assertIn("group 999 (PO)", self.get_exceptions(message_id=answer.id).name)
        answer = self.drop(
            self.partner, self.acknowledge(sent, control="8888"), "document.edi"
        )
        self.assertIn("documents 8888", self.get_exceptions(message_id=answer.id).name)
        self.assertEqual(sent.acknowledgement_state, "awaiting")

    def test_what_has_not_left_cannot_be_acknowledged(self):
        """C9: an answer to what waits in the outbox is none."""
        waiting = self.messages._send_x12(
            self.partner,
            "850",
            [
                {
                    "heading": {"number": "1", "date": "2026-11-20"},
                    "items": [{"line": "1"}],
                }
            ],
            "order-2",
        )
        self.drop(self.partner, self.acknowledge(waiting))
        self.assertEqual(waiting.acknowledgement_state, "awaiting")
        self.assertTrue(self.get_exceptions("edi_ack_unknown"))

    def test_an_answer_without_verdict_is_no_success(self):
        """C9: a 997 without its AK9 is asked about; we go on waiting."""
        sent = self.send(self.partner)
        lines = self.acknowledge(sent).splitlines()
        text = "\n".join(line for line in lines if not line.startswith("AK9"))
        answer = self.drop(self.partner, text)
        self.assertEqual(sent.acknowledgement_state, "awaiting")
        self.assertEqual(answer.state, "exception")
        self.assertIn("AK9", self.get_exceptions("edi_ack_unusable").name)

    def test_contradicting_answers_are_asked_about(self):
        """C9: accepted at first and then rejected: the first stays, a person asks."""
        sent = self.send(self.partner)
        self.drop(self.partner, self.acknowledge(sent), "first.edi")
        self.drop(self.partner, self.acknowledge(sent), "again.edi")
        self.assertFalse(self.get_exceptions())
        self.drop(self.partner, self.acknowledge(sent, "R"), "other.edi")
        self.assertEqual(sent.acknowledgement_state, "accepted")
        self.assertTrue(self.get_exceptions("edi_ack_conflict"))

    def test_the_envelope_received_is_not_the_content_accepted(self):
        """C9: a TA1 that accepts leaves us waiting; one that rejects is a rejection."""
        sent = self.send(self.partner)
        for status, note, state in (("A", "000", "awaiting"), ("R", "006", "rejected")):
            text = write_service_interchange(
                Envelope(Party("02", "SUPPLIER"), Party("ZZ", "SHIPPER"), usage="T"),
                [["TA1", sent.edi_interchange, "261120", "1205", status, note]],
                interchange_control=600,
                at=AT,
            )
            answer = self.drop(self.partner, text, f"{status}.edi")
            self.assertEqual(answer.state, "processed", answer.error)
            self.assertEqual(sent.acknowledgement_state, state)
        self.assertIn("sender not valid", self.get_exceptions("edi_rejected").name)

    # --------------------------------------------------------- once more
    def test_sent_again_are_the_same_bytes(self):
        """C9: retransmission puts out the stored interchange, byte for byte."""
        sent = self.send(self.partner)
        [(name, body)] = self.outbox(self.partner).items()
        self.drop(self.partner, self.acknowledge(sent, "R"))
        number = self.partner.edi_interchange_control
        clerk = self.make_user("edi_clerk", "operations")
        self.confirm_replay(sent.with_user(clerk).action_send_again())
        self.assertEqual(sent.acknowledgement_state, "awaiting")
        (self.root / "SUPPLIER_out" / name).unlink()
        self.drain("outbound")
        self.assertEqual(self.outbox(self.partner), {name: body})
        self.assertEqual(self.partner.edi_interchange_control, number)
        self.assertEqual(sent.state, "processed")
        self.assertTrue(sent.acknowledgement_due)
        self.drop(self.partner, self.acknowledge(sent), "now.edi")
        self.assertEqual(sent.acknowledgement_state, "accepted")

    def test_only_what_left_can_be_sent_again(self):
        """C9: neither what came nor what still waits is sent again."""
        answer = self.drop(self.partner, self.acknowledge(self.send(self.partner)))
        with self.assertRaisesRegex(UserError, "Only what we sent"):
            answer.action_send_again()
        waiting = self.messages._send_x12(
            self.partner,
            "850",
            [{"heading": {"number": "2", "date": "2026-11-20"}, "items": [{}]}],
            "order-3",
        )
        with self.assertRaisesRegex(UserError, "not left yet"):
            waiting.action_send_again()

    def test_one_key_is_one_document(self):
        """C9: asked twice for the same document, one goes out, with one number."""
        first = self.send(self.partner)
        self.assertEqual(self.send(self.partner), first)
        self.assertEqual(len(self.outbox(self.partner)), 1)
        self.assertEqual(self.partner.edi_interchange_control, 1)
