# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..edi.reader import read
from ..exceptions import BusinessError
from .common import LogisticsSyncHttpCase
from .edi_cases import ORDER, EdiCase
from .x12_data import STATUS, interchange


@tagged("post_install", "-at_install")
class TestEdiProfile(EdiCase):
    def setUp(self):
        super().setUp()
        self.partner = self.make_partner("FRST")

    def refused(self, code, words, text=None, **values):
        self.partner.write(values)
        message = self.drop(
            self.partner, text or interchange("214", STATUS), f"{code}.edi"
        )
        self.assertEqual(message.state, "exception")
        [question] = self.get_exceptions(code, message_id=message.id)
        self.assertIn(words, question.name)
        self.assertFalse(message.event_ids)
        self.assertFalse(message.consequent_message_ids)
        return message

    def test_who_is_not_the_partner_is_refused(self):
        """C9, D6: a secret known to two carriers does not let one speak for the other:
        the sender in the envelope has to be the connector's own."""
        self.refused("edi_wrong_partner", "02 FRST", edi_partner_id="ELSE")

    def test_the_qualifier_of_the_sender_counts(self):
        """C9: the same id under another qualifier is somebody else."""
        self.refused("edi_wrong_partner", "02 FRST", edi_partner_qualifier="ZZ")

    def test_the_group_sender_counts_when_agreed(self):
        """C9: the GS02 is checked where the profile names it."""
        self.refused("edi_wrong_partner", "(GS)", edi_partner_group_id="OTHERGS")

    def test_the_carrier_named_in_the_document_counts(self):
        """C9: statuses of another carrier (SCAC) are refused by name."""
        self.refused("edi_wrong_partner", "the carrier FRST", edi_scac="ABCD")

    def test_what_is_for_somebody_else_is_refused(self):
        """C9: an interchange addressed to another receiver is not ours to read."""
        self.refused("edi_wrong_partner", "addressed to ZZ SHIPPER", edi_our_id="ACME")

    def test_versions_that_were_not_agreed_are_refused(self):
        """C9: only agreed versions are read; the beginning of GS08 is enough."""
        self.refused("edi_version", "004010", edi_accepted_versions="005010, 004030")
        self.partner.edi_accepted_versions = "005010, 004010"
        text = interchange("214", STATUS).replace("*X*004010", "*X*004010VICS")
        self.assertEqual(self.drop(self.partner, text, "vics.edi").event_count, 1)

    def test_a_refused_document_is_processed_once_the_profile_is_mended(self):
        """C9, B4: correct the profile, replay: the stored bytes are processed."""
        message = self.refused("edi_wrong_partner", "ELSE", edi_partner_id="ELSE")
        self.partner.edi_partner_id = "FRST"
        message._replay("mended")
        self.drain()
        self.assertEqual(message.event_count, 1)

    def test_test_data_never_reaches_production(self):
        """C9: ISA15 = T is refused in production, or read without effect."""
        self.declare_production()
        text = interchange("214", STATUS).replace("*0*P*", "*0*T*", 1)
        self.refused("edi_test_data", "marked T", text)
        self.partner.edi_test_policy = "test"
        text = text.replace("*1205*", "*1206*")
        message = self.drop(self.partner, text, "test.edi")
        self.assertEqual(message.state, "ignored")
        self.assertTrue(message.is_test_data)
        self.assertFalse(message.event_ids)
        self.drain("outbound")
        [body] = self.outbox(self.partner).values()
        self.assertEqual(read(body)[0].usage, "T")

    def test_production_data_passes_in_production(self):
        """C9: ISA15 = P on a production connector is processed."""
        self.declare_production()
        message = self.drop(self.partner, interchange("214", STATUS))
        self.assertEqual((message.event_count, message.is_test_data), (1, False))

    # -------------------------------------------------------------- writing
    def test_what_we_write_is_as_agreed(self):
        """C6, C9: addresses, version, separators, lines and test mark as agreed."""
        self.partner.write(
            {
                "edi_our_group_id": "SHIPGS",
                "edi_version": "005010",
                "edi_element_separator": "|",
                "edi_segment_terminator": "'",
                "edi_component_separator": ">",
                "edi_repetition_separator": "^",
                "edi_new_lines": False,
            }
        )
        text = self.partner._write_x12("850", [ORDER]).decode()
        self.assertNotIn("\n", text)
        self.assertTrue(text.startswith("ISA|00|"))
        [found] = read(text)
        self.assertEqual(
            (found.sender, found.receiver), (("ZZ", "SHIPPER"), ("02", "FRST"))
        )
        self.assertEqual(found.groups[0].version, "005010")
        self.assertEqual(found.groups[0].sender, "SHIPGS")
        self.assertEqual(found.usage, "T")
        self.declare_production()
        [found] = read(self.partner._write_x12("850", [ORDER]))
        self.assertEqual(found.usage, "P")
        self.assertEqual(found.control, "000000002")

    def test_what_cannot_be_written_is_named(self):
        """C6, C8: a field that does not fit, or an address that lacks, is named."""
        wrong = {**ORDER, "heading": {"number": "1"}}
        with self.assertRaisesRegex(BusinessError, "heading.date"):
            self.partner._write_x12("850", [wrong])
        with self.assertRaisesRegex(BusinessError, "no definition of the set 999"):
            self.partner._write_x12("999", [{}])
        marked = {**ORDER, "heading": {**ORDER["heading"], "contract": "A*B"}}
        with self.assertRaisesRegex(BusinessError, "BEG06 holds a delimiter"):
            self.partner._write_x12("850", [marked])
        self.partner.edi_on_delimiter = "space"
        self.assertIn(b"A B", self.partner._write_x12("850", [marked]))
        self.partner.edi_our_id = False
        with self.assertRaisesRegex(BusinessError, "our EDI address is not set"):
            self.partner._write_x12("850", [ORDER])

    def test_a_notice_is_written_with_the_same_envelope(self):
        """C7: a ship notice goes out like any other document."""
        notice = {
            "purpose": "00",
            "number": "SH-1",
            "date": "20261120",
            "time": "0900",
            "structure": "0001",
            "levels": [{"level": "S", "children": []}],
        }
        [found] = read(self.partner._write_x12("856", [notice]))
        self.assertEqual(found.groups[0].functional_id, "SH")

    def test_separators_must_differ(self):
        """C9: separators that cannot separate are refused."""
        for value in ("~", "A", " "):
            with self.subTest(value), self.assertRaisesRegex(ValidationError, "differ"):
                self.partner.edi_element_separator = value

    def test_qualifiers_have_two_characters(self):
        """C9: an address that X12 has no room for is refused."""
        with self.assertRaisesRegex(ValidationError, "two characters"):
            self.partner.edi_our_qualifier = "1"


@tagged("post_install", "-at_install")
class TestEdiProfileAtTheDoor(LogisticsSyncHttpCase):
    def test_a_stranger_is_refused_at_the_door(self):
        """C9, A26: posted over HTTP, a wrong sender gets 422 with the reason; the
        document is kept."""
        connector = self.make_connector(
            format="x12", edi_partner_id="ELSE", edi_partner_qualifier="02"
        )
        self.add_secret(connector)
        body = interchange("214", STATUS).encode()
        answer = self.post_signed(
            connector, body, **{"Content-Type": "application/edi-x12"}
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("02 FRST", answer.json()["detail"])
        self.assertTrue(answer.json()["type"].endswith("edi_wrong_partner"))
        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id)]
        )
        self.assertEqual(message.state, "exception")
