# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from ..edi.edifact import control
from ..edi.edifact.reader import read
from .edi_cases import EdiCase
from .edifact_data import ORDER, STATUS, edifact

PARTNER = {
    "format": "edifact",
    "edi_our_qualifier": "ZZ",
    "edi_partner_qualifier": "ZZ",
    "code_list": "test.9011",
}
ORDER_OUT = {
    "heading": {"document_type": "220", "number": "PO-9", "function": "original"},
    "dates": [{"role": "document", "value": "20261120", "format": "102"}],
    "parties": [{"role": "buyer", "name": "Müller & Söhne: Einkauf"}],
    "lines": [{"line": "1", "item": "BOLT-8", "item_kind": "supplier_item"}],
    "section": {"control": "S"},
}


@tagged("post_install", "-at_install")
class TestEdifact(EdiCase):
    def setUp(self):
        super().setUp()
        self.env["logistics.sync.code.map"].create(
            {
                "code_list": "test.9011",
                "kind": "milestone",
                "external_code": "21",
                "internal_code": "delivered",
                "classifier": "actual",
            }
        )
        self.set_plan("delivered", "record_only")
        self.partner = self.make_partner("BLUEFREIGHT", **PARTNER)

    def get_answer(self, connector):
        self.drain("outbound")
        [body] = self.outbox(connector).values()
        [answer] = read(body)
        return answer, control.read_report(answer.messages[0])

    # ------------------------------------------------------------------- in
    def test_a_status_report_is_applied_and_acknowledged(self):
        """C6, C9, A1: an IFTSTA becomes an event, and its sender gets a CONTRL."""
        message = self.drop(self.partner, edifact(STATUS))
        event = message.event_ids
        self.assertEqual(event.state, "done", message.error)
        self.assertEqual(event.canonical["milestone"], "delivered")
        answer, result = self.get_answer(self.partner)
        self.assertEqual(answer.receiver, ("ZZ", "BLUEFREIGHT"))
        self.assertTrue(result.is_accepted)
        self.assertEqual(result.control, "REF1")

    def test_a_strict_partner_gets_a_rejection(self):
        """C9: what is wrong is rejected by segment when that was agreed."""
        self.partner.edi_policy = "strict"
        message = self.drop(
            self.partner, edifact(STATUS).replace(b"UNT+10+", b"UNT+9+")
        )
        self.assertFalse(message.event_ids)
        [question] = self.get_exceptions("edi_refused", message_id=message.id)
        self.assertIn("not processed", question.name)
        _answer, result = self.get_answer(self.partner)
        self.assertFalse(result.is_accepted)
        self.assertEqual(result.messages[0].details, (("10", "29"),))

    def test_what_came_from_somebody_else_is_not_processed(self):
        """C10: a sender that is not this connector's partner is refused by name."""
        message = self.drop(self.partner, edifact(STATUS, sender="STRANGER:ZZ"))
        self.assertEqual(message.state, "exception")
        self.assertIn("STRANGER", message.error)
        self.assertFalse(message.event_ids)

    def test_test_data_never_reaches_production(self):
        """C6: an interchange marked as test changes nothing in production."""
        self.declare_production()
        message = self.drop(self.partner, edifact(STATUS, test="1"))
        self.assertFalse(message.event_ids)
        self.assertTrue(self.get_exceptions("edi_test_data", message_id=message.id))

    def test_a_message_without_mapping_says_what_to_do(self):
        """C20, A28: an order waits for its mapping; then a replay reads it."""
        message = self.drop(self.partner, edifact(ORDER, kind="ORDERS"))
        self.assertEqual(message.state, "exception")
        self.assertIn("ORDERS", message.error)
        self.assertIn("Add a line", message.error)

    def test_two_partners_behind_one_gateway(self):
        """C10, D6: one file with interchanges of two senders is handed to both."""
        gateway = self.make_partner(
            "VAN", format="edifact", edi_is_gateway=True, edi_partner_id=False
        )
        partners = [
            self.make_partner(
                name, **PARTNER, edi_gateway_id=gateway.id, edi_our_id="SHIPPER"
            )
            for name in ("NORTH", "SOUTH")
        ]
        parts = [
            edifact(STATUS, sender=f"{name}:ZZ", control=f"C-{name}")
            for name in ("NORTH", "SOUTH")
        ]
        self.drop(gateway, b"\r\n".join(parts))
        self.drain()
        for partner, part in zip(partners, parts, strict=True):
            found = self.messages.search(
                [("connector_id", "=", partner.id), ("direction", "=", "in")]
            )
            self.assertEqual(found._get_body_bytes().strip(), part.strip())
            self.assertEqual(found.done_count, 1, found.error)

    # ------------------------------------------------------------------ out
    def send_order(self):
        message = self.messages._send_edifact(
            self.partner, "ORDERS", [ORDER_OUT], "order-9", file_name="order.edi"
        )
        self.drain("outbound")
        return message

    def report(self, message, action="7", details=()):
        segments = [f"UCI+{message.edi_interchange}+SHIPPER:ZZ+BLUEFREIGHT:ZZ+7"]
        segments.append(f"UCM+1+ORDERS:D:96A:UN+{action}")
        segments += details
        return edifact(segments, kind="CONTRL", version="D:3:UN", control="ANS1")

    def test_an_order_leaves_and_waits_for_its_report(self):
        """C9: what we send stays awaiting until the partner's CONTRL comes."""
        message = self.send_order()
        self.assertEqual(message.acknowledgement_state, "awaiting")
        [interchange] = read(self.outbox(self.partner)["order.edi"])
        self.assertEqual(interchange.receiver, ("ZZ", "BLUEFREIGHT"))
        self.assertTrue(interchange.wants_acknowledgement)
        (name,) = [
            segment[4]
            for segment in interchange.messages[0].segments
            if segment[0] == "NAD"
        ]
        self.assertEqual(name, "Müller & Söhne: Einkauf")
        answer = self.drop(self.partner, self.report(message))
        self.assertEqual(message.acknowledgement_state, "accepted")
        self.assertEqual(message.state, "acknowledged")
        self.assertFalse(answer.consequent_message_ids, "never report on a report")

    def test_a_rejecting_report_raises_an_exception(self):
        """C9: a rejection goes to a person and names the segment in error."""
        message = self.send_order()
        self.drop(self.partner, self.report(message, "4", ["UCS+5", "UCD+12+3"]))
        self.assertEqual(message.acknowledgement_state, "rejected")
        exception = self.get_exceptions("edi_rejected", message_id=message.id)
        self.assertIn("segment 5, error 12", exception.name)

    def test_a_report_on_what_we_never_sent_changes_nothing(self):
        """C9: an unknown reference is told, and no other message is touched."""
        message = self.send_order()
        text = self.report(message).replace(
            b"UCI+" + message.edi_interchange.encode(), b"UCI+99999"
        )
        answer = self.drop(self.partner, text)
        self.assertEqual(message.acknowledgement_state, "awaiting")
        self.assertTrue(self.get_exceptions("edi_ack_unknown", message_id=answer.id))

    def test_the_same_key_is_sent_once(self):
        """K1: asking twice for the same document writes it once."""
        first = self.send_order()
        self.assertEqual(self.send_order(), first)
        self.assertEqual(len(self.outbox(self.partner)), 1)
