# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo.fields import Command
from odoo.tests import tagged

from ..edi.acknowledgement import read_997
from ..edi.reader import read
from .common import EVENT_TYPE
from .edi_cases import EdiCase
from .x12_data import STATUS, interchange
from .x12_documents import DOCUMENTS

# A warehouse tells what it shipped; each line is a fact of its own.
SHIPPED = {
    "event_type": {"constant": EVENT_TYPE},
    "milestone": {"constant": "delivered"},
    "references.shipment": "heading.shipment",
    "references.delivery": "heading.order",
    "references.tracking_number": (
        "lines[].marks[] | [?kind=='carrier_package'].value | [0]"
    ),
    "carrier": "carrier[0].scac",
    "occurred_at": {
        "expression": "heading.date",
        "transform": "datetime",
        "options": '{"format": "%Y-%m-%d"}',
    },
    "source.sender": "envelope.sender",
}


@tagged("post_install", "-at_install")
class TestEdiDocuments(EdiCase):
    def setUp(self):
        super().setUp()
        self.partner = self.make_partner("FRST")

    def text_of(self, set_id, **change):
        group, texts = DOCUMENTS[set_id]
        return interchange(set_id, texts, group=group, **change)

    def add_document(self, document_type, rules=None):
        mapping = self.make_mapping(rules or SHIPPED, format="x12")
        self.partner.document_ids = [
            Command.create({"document_type": document_type, "mapping_id": mapping.id})
        ]
        return mapping

    def test_a_set_goes_through_its_own_mapping(self):
        """C7, C9: a 945 is read by names, mapped by the line for 945, acknowledged."""
        mapping = self.add_document("945")
        message = self.drop(self.partner, self.text_of("945"))
        [event] = message.event_ids
        self.assertEqual((event.state, message.mapping_id), ("done", mapping))
        self.assertEqual(event.canonical["references"]["shipment"], "SH-70")
        self.assertEqual(event.canonical["references"]["tracking_number"], "TN-1")
        self.assertEqual(event.canonical["carrier"], "NWFR")
        self.assertEqual(event.occurred_at.date().isoformat(), "2026-11-22")
        self.assertEqual(event.source["sender"], "FRST")
        self.drain("outbound")
        [body] = self.outbox(self.partner).values()
        result = read_997(read(body)[0].groups[0].transactions[0])
        self.assertEqual((result.functional_id, result.status), ("SW", "A"))

    def test_without_a_mapping_a_person_is_told_what_to_do(self):
        """C6, C8, J6: each set without a mapping is a question naming the remedy, and
        is processed once the line is there."""
        for set_id in sorted(set(DOCUMENTS) - {"214"}):
            with self.subTest(set_id):
                message = self.drop(self.partner, self.text_of(set_id), f"{set_id}.edi")
                self.assertEqual(message.state, "exception")
                [question] = self.get_exceptions("no_mapping", message_id=message.id)
                self.assertIn(f"Add a line for document {set_id}", question.name)
        self.add_document(False)
        question.action_retry()
        self.drain()
        self.assertNotIn(message.state, ("exception", "queued"), message.error)
        self.assertEqual(message.event_count, 1)

    def test_the_faults_of_a_document_are_told_to_the_partner(self):
        """C9: a missing segment and a bad date are in the acknowledgement by place."""
        self.add_document("945")
        text = self.text_of("945").replace("W06*F*DO-400*20261122", "W06*F*DO-400*2026")
        text = text.replace("W12*CP*24*20", "W12*CP*24*2O")
        self.drop(self.partner, text)
        self.drain("outbound")
        [body] = self.outbox(self.partner).values()
        result = read_997(read(body)[0].groups[0].transactions[0])
        self.assertEqual(result.status, "E")
        [part] = result.transactions
        self.assertEqual(
            [(error.segment, error.elements[0][:2]) for error in part.segments],
            [("W06", ("3", "8")), ("W12", ("3", "6"))],
        )

    def test_a_status_can_be_mapped_by_the_partner_s_own_rules(self):
        """C9: a line for 214 replaces our reading of it."""
        self.drop(self.partner, interchange("214", STATUS), "ours.edi")
        own = self.add_document(
            "214", SHIPPED | {"references.delivery": "heading.pro_number"}
        )
        text = interchange("214", STATUS).replace("PRO-88001", "PRO-88002")
        message = self.drop(self.partner, text, "theirs.edi")
        [event] = message.event_ids
        self.assertEqual(message.mapping_id, own)
        self.assertEqual(event.canonical["references"]["delivery"], "PRO-88002")

    def test_a_mapping_shows_what_it_makes_of_a_sample(self):
        """C20: a pasted X12 document is shown as what becomes of it."""
        mapping = self.make_mapping(SHIPPED, format="x12")
        mapping.sample = self.text_of("945")
        self.assertIn("SH-70", mapping.preview_html)
        mapping.sample = interchange("214", STATUS)
        self.assertIn("SH-1001", mapping.preview_html)
        mapping.sample = "no edi"
        self.assertIn("ISA", mapping.preview_html)

    def test_what_we_reject_is_not_processed(self):
        """C9: with strict counts a wrong count is rejected to the partner and not used
        here; accepted after all, a replay processes each document once."""
        good, wrong = (
            [line.replace("PRO-88001", number) for line in STATUS]
            for number in ("PRO-1", "PRO-2")
        )
        text = interchange("214", wrong, good).replace("SE*13*0001", "SE*14*0001")
        self.partner.edi_policy = "strict"
        message = self.drop(self.partner, text)
        self.assertEqual(message.state, "exception")
        [question] = self.get_exceptions("edi_refused", message_id=message.id)
        self.assertIn("SE01 tells 14 segments, there are 13", question.name)
        self.assertEqual(message.event_ids.mapped("reference"), ["SH-1001"])
        self.assertEqual(message.event_ids.position, 1)
        self.drain("outbound")
        [body] = self.outbox(self.partner).values()
        result = read_997(read(body)[0].groups[0].transactions[0])
        self.assertEqual([part.status for part in result.transactions], ["R", "A"])
        self.partner.edi_policy = "lenient"
        question.action_retry()
        self.drain()
        self.assertEqual(message.event_ids.mapped("position"), [0, 1])
        self.assertEqual(question.state, "resolved")

    def test_a_document_without_an_end_is_never_used(self):
        """C9: a file that was cut off is rejected, however lenient the partner's."""
        text = interchange("214", STATUS)
        cut_off = text[: text.index("AT8")].encode()
        message = self.ingest(self.partner, cut_off)
        self.drain()
        self.assertEqual(message.state, "exception")
        self.assertFalse(message.event_ids)
        self.assertTrue(self.get_exceptions("edi_refused", message_id=message.id))

    def test_the_names_in_a_pasted_document_are_shown(self):
        """C20, C6: whoever writes rules sees the document by its names, before there
        is any rule; a document that cannot be read says why."""
        mapping = self.env["logistics.sync.mapping"].create(
            {"name": "To be written", "format": "x12", "sample": self.text_of("945")}
        )
        names = json.loads(mapping.document_names)
        self.assertEqual(names["heading"]["shipment"], "SH-70")
        self.assertEqual(names["lines"][0]["items"][0]["shipped"], "20")
        self.assertEqual(names["envelope"]["sender"], "FRST")
        mapping.sample = "nothing of the kind"
        self.assertIn("ISA", mapping.document_names)
        mapping.write({"format": "xml", "sample": "<Order><No>7</No></Order>"})
        self.assertIn('"No": "7"', mapping.document_names)

    def test_the_names_of_a_document_we_write_are_shown(self):
        """C6, C8: all names of the document, which are required, and their codes."""
        mapping = self.env["logistics.sync.mapping"].create(
            {"name": "Out", "format": "x12", "direction": "out", "edi_document": "850"}
        )
        names = json.loads(mapping.document_names)
        self.assertEqual(names["heading"]["number"], "text (required)")
        self.assertEqual(names["heading"]["date"], "date (required)")
        self.assertIn("original", names["heading"]["purpose"])
        [item] = names["items"]
        self.assertEqual(item["price"], "decimal")
        self.assertIn("buyer_part", item["ids"][0]["kind"])
        mapping.edi_document = False
        self.assertFalse(mapping.document_names)
