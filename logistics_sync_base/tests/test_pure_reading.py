# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents of any format laid out for a person."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.layout import Column, Layout
from ..codec.reading import MOST_BYTES, lay_out
from ..codec.reading_files import MOST_ROWS
from ..codec.record_layout import RecordLayout, RecordType
from ..core.classification import Classification
from ..core.partner_words import name_of

PERSONAL = Classification(
    [("consignee.name", "personal"), ("N1.02", "personal"), ("buyer", "personal")]
)
X12 = (
    "ISA*00*          *00*          *ZZ*NORTHLINE      *ZZ*US             *261120*1705"
    "*U*00401*000000007*0*T*>~GS*QM*NL*US*20261120*1705*7*X*004010~"
    "{sets}GE*1*7~IEA*1*000000007~"
)
STATUS = (
    "ST*214*0007~B10*PRO77*SHP77*NTLN~L11*BOL77*BM~N1*CN*Clara Summers~LX*1~"
    "AT7*X1*NS***20261120*1412*ET~MS1*Akron*OH*US~SE*8*0007~"
)
EDIFACT = (
    "UNB+UNOC:3+NORTHLINE:14+US:14+261120:1705+7'UNH+1+ORDERS:D:96A:UN'"
    "BGM+220+PO-9+9'DTM+137:20261120:102'UNT+4+1'UNZ+1+7'"
)


def texts_of(block):
    """Everything a block says, in one list."""
    found = [block.title, *(text for pair in block.pairs for text in pair)]
    for table in block.tables:
        found += [table.title, *table.columns, *(c for row in table.rows for c in row)]
    for part in block.blocks:
        found += texts_of(part)
    return found


def read(body, kind, *args, **kwargs):
    reading = lay_out(body if isinstance(body, bytes) else body.encode(), kind, *args)
    if kwargs:
        reading = lay_out(body.encode(), kind, *args, **kwargs)
    return reading, [text for block in reading.blocks for text in texts_of(block)]


@tagged("post_install", "-at_install")
class TestPureReading(BaseCase):
    def test_names_are_words(self):
        """J11: names of programs become words, values stay as they were sent."""
        for key, name in {
            "shipToParty": "Ship to party",
            "SHIP_TO_PARTY": "Ship to party",
            "ns:ship-to-party": "Ship to party",
            "customerPO": "Customer PO",
            "zip": "ZIP",
            "__text": "",
        }.items():
            self.assertEqual(name_of(key), name, key)

    def test_json_is_laid_out(self):
        """J11: nested objects, tables of like entries, no value reworded."""
        reading, texts = read(
            '{"shipmentNo": "A_1", "parcels": [{"no": "1", "kg": 2.50},'
            ' {"no": "2", "kg": 1}], "deliverTo": {"city": "Akron"}, "note": null}',
            "json",
        )
        self.assertFalse(reading.problem)
        block = reading.blocks[0]
        self.assertEqual(
            block.pairs, [("Shipment no", "A_1"), ("Deliver to city", "Akron")]
        )
        self.assertEqual(block.tables[0].columns, ["No", "Kg"])
        self.assertEqual(block.tables[0].rows, [["1", "2.50"], ["2", "1"]])
        self.assertNotIn("Note", texts)

    def test_xml_and_soap_lose_their_envelopes(self):
        """J11: what is inside the envelope is what a clerk reads."""
        body = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            '<Tracking id="7"><Status lang="en">Delivered</Status></Tracking>'
            "</s:Body></s:Envelope>"
        )
        for kind in ("xml", "soap"):
            _reading, texts = read(body, kind)
            self.assertIn("Delivered", texts)
            self.assertNotIn("Envelope", texts)

    def test_edi_has_names(self):
        """J11: a defined set by its names, any other segment by segment."""
        _reading, texts = read(X12.format(sets=STATUS), "x12")
        self.assertIn("214 Shipment status (number 0007)", texts)
        self.assertIn("bill of lading", texts)
        self.assertIn("2026-11-20", texts)
        self.assertIn("test", texts)
        other = "ST*947*0007~W15*20261120*77~N9*BM*BOL77~SE*4*0007~"
        _reading, texts = read(X12.format(sets=other), "x12")
        self.assertIn("947 Stock adjustment advice (number 0007)", texts)
        self.assertIn("Reference", texts)
        self.assertIn("BM · BOL77", texts)
        _reading, texts = read(EDIFACT, "edifact")
        self.assertIn("NORTHLINE", texts)
        self.assertIn("PO-9", texts)

    def test_ship_notices_are_nested_as_they_are_packed(self):
        """J11: an 856 reads as shipment, order, package and item."""
        notice = (
            "ST*856*0007~BSN*00*SN1*20261120*1705~HL*1**S~TD5*B*2*NTLN~HL*2*1*O~"
            "PRF*S00077~HL*3*2*P~MAN*GM*00345~HL*4*3*I~LIN**SK*VALVE~SN1**3*EA~"
            "CTT*4~SE*12*0007~"
        )
        reading, texts = read(X12.format(sets=notice), "x12")
        shipment = reading.blocks[0].blocks[0].blocks[0]
        self.assertEqual(shipment.title, "Shipment")
        self.assertIn("S00077", texts)
        self.assertIn("SK VALVE", texts)

    def test_files_are_tables_with_their_row_numbers(self):
        """J11: rows carry the numbers faults name; a large file is cut."""
        rows = "".join(f"{number};Ann {number}\n" for number in range(1, 3001))
        reading, __ = read(f"no;buyer\n{rows}", "csv")
        table = reading.blocks[0].tables[0]
        self.assertEqual(table.columns, ["Row", "no", "buyer"])
        self.assertEqual(table.rows[0], ["2", "1", "Ann 1"])
        self.assertEqual(reading.cut, (MOST_ROWS, 3000))
        masked, texts = read(f"no;buyer\n{rows}", "csv", PERSONAL)
        self.assertEqual(masked.blocks[0].tables[0].rows[0], ["2", "1", "***"])

    def test_fixed_width_follows_its_layout(self):
        """J11: columns by their places; without a layout the lines stay lines."""
        layout = Layout(
            kind="fixed_width",
            columns=(Column("order", 1, 6), Column("quantity", 7, 4)),
            has_header=False,
        )
        reading, __ = read("S00001  12\nS00002   3\n", "fixed_width", layout=layout)
        self.assertEqual(
            reading.blocks[0].tables[0].rows,
            [["1", "S00001", "12"], ["2", "S00002", "3"]],
        )
        reading, texts = read("S00001  12\n", "fixed_width")
        self.assertIn("S00001  12", texts)

    def test_files_of_several_records(self):
        """J11: each line says which record it is and what its columns hold."""
        layout = RecordLayout(
            Layout(kind="csv", columns=(Column("line", 1),), has_header=False),
            (
                RecordType("head", "H", "header", (Column("date", 2),)),
                RecordType("line", "L", "detail", (Column("buyer", 2),)),
            ),
        )
        reading, texts = read(
            "H,2026-11-20\nL,Ann\nX,?\n", "csv", PERSONAL, layout=layout
        )
        self.assertIn("date: 2026-11-20", texts)
        self.assertIn("buyer: ***", texts)
        self.assertNotIn("X,?", texts)

    def test_protected_values_are_masked_in_every_format(self):
        """M9, J11: who may not see a name sees none, whatever the format."""
        for body, kind in (
            ('{"consignee": {"name": "Clara Summers", "city": "Akron"}}', "json"),
            (
                "<d><consignee><name>Clara Summers</name><city>Akron</city>"
                "</consignee></d>",
                "xml",
            ),
            (X12.format(sets=STATUS), "x12"),
        ):
            __, texts = read(body, kind, PERSONAL)
            self.assertNotIn("Summers", " ".join(texts), kind)
            self.assertIn("Akron", " ".join(texts), kind)
            __, texts = read(body, kind)
            self.assertIn("Clara Summers", " ".join(texts), kind)

    def test_damage_and_size_are_told(self):
        """J11: what cannot be laid out is shown as it came, shortened and in words."""
        reading, __ = read('{"token": "abcdefghijkl"', "json", PERSONAL)
        self.assertEqual(reading.problem, "unreadable")
        self.assertNotIn("abcdefgh", reading.plain)
        reading, __ = read("ISA*00*", "x12")
        self.assertEqual((reading.problem, reading.plain), ("unreadable", "ISA*00*"))
        self.assertTrue(reading.is_text)
        picture = lay_out(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "json")
        self.assertEqual(picture.problem, "unreadable")
        self.assertFalse(picture.is_text)
        self.assertTrue(lay_out("Grüße\n\t{".encode(), "json").is_text)
        large = b'["' + b"x" * MOST_BYTES + b'"]'
        reading = lay_out(large, "json")
        self.assertEqual(reading.problem, "too_large")
        self.assertLess(len(reading.plain), 5000)
        many = json.dumps({"rows": [{"a": 1, "b": [2]}] * 900})
        self.assertEqual(lay_out(many.encode(), "json").cut, (0, 0))

    def test_what_is_shown_as_it_came_is_masked_as_well(self):
        """M9: too large, or a key that stands twice: the names stay hidden."""
        large = {"consignee": {"name": "Clara Summers"}, "rows": ["x" * MOST_BYTES]}
        for body, problem in (
            (json.dumps(large), "too_large"),
            ('{"buyer": "Clara Summers", "no": 1, "no": 2}', "unreadable"),
        ):
            reading, __ = read(body, "json", PERSONAL)
            self.assertEqual(reading.problem, problem)
            self.assertNotIn("Clara", reading.plain)
            self.assertIn("***mers", reading.plain)
            self.assertIn("Clara", read(body, "json")[0].plain)

    def test_no_value_is_reworded_or_lost(self):
        """J11: small letters and lines under are the partner's; codes of ours are not.

        Names that read the same, as of an attribute and an element, show both values.
        """
        __, texts = read('{"order": "po_4711", "kind": "bill_of_lading"}', "json")
        self.assertIn("po_4711", texts)
        self.assertIn("bill_of_lading", texts)
        __, texts = read("no;order\n1;po_4711\n", "csv")
        self.assertIn("po_4711", texts)
        sets = STATUS.replace("PRO77", "po_4711")
        __, texts = read(X12.format(sets=sets), "x12")
        self.assertIn("po_4711", texts)
        self.assertIn("bill of lading", texts)
        reading, __ = read('<d><item id="7"><id>A</id></item></d>', "xml")
        self.assertEqual(
            reading.blocks[0].pairs, [("Item ID", "7"), ("Item ID (2)", "A")]
        )

    def test_a_hostile_document_is_no_long_page(self):
        """J11: thousands of parts, endless names and values: a screen, and it is told.

        What is left out is never left out in silence.
        """
        parts = {f"k{place}": {"a": [[]], "b": [{"q": [1]}]} for place in range(9000)}
        long_list = {"orders": [[place] * 2000 for place in range(30)]}
        for document in (
            parts,
            long_list,
            {"k" * 90_000: "a_b" * 90_000},
            {"rows": [{"n": place, "of": [{"x": [1]}]} for place in range(20)]} | parts,
        ):
            reading, texts = read(json.dumps(document), "json")
            self.assertLess(len(texts), 2000)
            self.assertLess(sum(map(len, texts)), 20_000)
            self.assertTrue(reading.cut or document is not parts)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(
        st.binary(max_size=300),
        st.sampled_from(
            ["json", "xml", "soap", "x12", "edifact", "csv", "fixed_width"]
        ),
    )
    def test_nothing_it_is_given_breaks_it(self, body, kind):
        """J11: bytes of any kind are laid out or told to be unreadable."""
        for known in (None, PERSONAL):
            reading = lay_out(body, kind, known)
            self.assertIn(reading.problem, (None, "unreadable"))
            self.assertEqual(bool(reading.plain), bool(reading.problem and body))
            for start in ("ISA*00*", "UNB+UNOC:3+", "{", "<a>"):
                lay_out(start.encode() + body, kind, known)
