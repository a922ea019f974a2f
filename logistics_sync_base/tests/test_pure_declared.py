# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.controls import (
    BatchControls,
    TotalMismatchError,
    compare,
    declared_in_batch,
)
from ..codec.record_file import declared_in_records
from ..core.declared import Declared, UncomparableError, condense
from ..edi.declared import declared_in_x12
from ..edi.declared_amounts import amounts_in_x12
from ..edi.edifact.declared import declared_in_edifact
from ..edi.edifact.declared_amounts import amounts_in_edifact
from ..edi.edifact.reader import read as read_edifact
from ..edi.reader import read as read_x12
from .record_data import fixed_file, record_layout
from .x12_data import NOTICE, STATUS, interchange

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)
ORDERS = (
    "UNB+UNOC:3+A+B+261120:1200+77'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'LIN+1'LIN+2'"
    "UNS+S'CNT+2:2'UNT+7+1'UNZ+1+77'"
)


def told(controls):
    return {
        one.kind: (one.said, one.found, one.is_even) for one in condense(list(controls))
    }


def amounts_of_x12(set_id, segments):
    [found] = read_x12(interchange(set_id, segments, group="IN"))
    return list(amounts_in_x12(found.groups[0].transactions[0]))


def amounts_of_invoic(content):
    """[(place, said, found)] of an invoice whose decimals have a comma."""
    [found] = read_edifact(
        "UNA:+,? 'UNB+UNOC:3+A+B+261120:1200+77'UNH+1+INVOIC:D:96A:UN'BGM+380+1+9'"
        f"{content}UNT+9+1'UNZ+1+77'"
    )
    amounts = amounts_in_edifact(found.messages[0], found.characters.decimal)
    return [(one.place, one.said, one.found) for one in amounts]


@tagged("-at_install", "post_install")
class TestDeclared(BaseCase):
    def test_x12(self):
        """K19: groups, documents, segments and CTT lines of an interchange."""
        [found] = read_x12(interchange("856", [*NOTICE[:-1], "CTT*4"]))
        levels = sum(line.startswith("HL*") for line in NOTICE)
        controls = told(declared_in_x12(found))
        self.assertEqual(set(controls), {"groups", "messages", "segments", "lines"})
        self.assertEqual(controls["lines"][:2], (Decimal(4), Decimal(levels)))
        self.assertEqual(controls["messages"], (1, 1, True))

    def test_a_missing_trailer_is_no_agreement(self):
        """K19: an interchange that was cut off says nothing, so it does not agree."""
        body = interchange("214", STATUS)
        [found] = read_x12(body[: body.index("GE*")])
        controls = told(declared_in_x12(found))
        self.assertEqual(controls["groups"], (None, 1, False))
        self.assertEqual(controls["messages"], (None, 1, False))

    def test_silence_is_not_told_as_zero(self):
        """K19, B17: who must say how many and does not is told so in words."""
        with self.assertRaisesRegex(TotalMismatchError, "says nothing, .* has 3"):
            compare("count", None, Decimal(3), "trailer")
        with self.assertRaisesRegex(TotalMismatchError, "says 0, .* has 3"):
            compare("count", Decimal(0), Decimal(3), "trailer")

    def test_edifact(self):
        """K19: UNZ, UNT and CNT of an order."""
        [found] = read_edifact(ORDERS)
        self.assertEqual(
            told(declared_in_edifact(found)),
            {
                "messages": (1, 1, True),
                "segments": (7, 7, True),
                "lines": (2, 2, True),
            },
        )
        [wrong] = read_edifact(ORDERS.replace("CNT+2:2", "CNT+2:3"))
        self.assertEqual(told(declared_in_edifact(wrong))["lines"], (3, 2, False))

    def test_transport_messages_have_no_order_lines(self):
        """K19: CNT 2 of a status counts consignments, which are no LIN: not compared"""
        body = ORDERS.replace("ORDERS", "IFTSTA").replace(
            "LIN+1'LIN+2'", "CNI+1'CNI+2'"
        )
        [found] = read_edifact(body)
        self.assertNotIn("lines", told(declared_in_edifact(found)))

    def test_amounts_of_an_x12_invoice(self):
        """K19: lines, charges, allowances and taxes against TDS01, in its currency."""
        invoice = [
            "CUR*BY*USD",
            "IT1*1*3*EA*10.005",
            "SAC*A*C310***150",
            "IT1*2*250*EA*4*HP",
            "TDS*4352",
            "TXI*ST*2.00*****A",
            "TXI*ST*9.99*****O",
            "SAC*C*D240***300",
            "SAC*N*D240***999",
        ]
        [one] = amounts_of_x12("810", invoice)
        self.assertEqual(one.kind, "amount")
        self.assertEqual((one.place, one.said), ("TDS01 USD", Decimal("43.52")))
        self.assertEqual(one.found, Decimal("43.52"))
        [wrong] = amounts_of_x12("810", [*invoice, "SAC*C*D240***1"])
        self.assertEqual(wrong.found - wrong.said, Decimal("0.01"))
        [silent] = amounts_of_x12("810", invoice[:4])
        self.assertEqual((silent.said, silent.is_even), (None, False))
        for odd in (
            *("IT1*3*1*EA", "IT1*3*1*EA*x", "IT1*3*1*EA*5*ZZ", "SAC*X*D240***1"),
            *("SAC*C*D240", "TXI*ST*1*****Z", "ITA*C***"),
        ):
            with self.assertRaises(UncomparableError, msg=odd):
                list(amounts_of_x12("810", [*invoice, odd]))

    def test_amounts_of_a_freight_invoice(self):
        """K19: the charges of all lines against L305; without one nothing is told."""
        bill = ["LX*1", "L1*1***12500", "LX*2", "L1*2***-500", "L3*100*G***12000"]
        [one] = amounts_of_x12("210", bill)
        self.assertEqual((one.said, one.found), (Decimal(120), Decimal(120)))
        self.assertFalse(amounts_of_x12("210", bill[:-1]))
        self.assertFalse(amounts_of_x12("214", STATUS))

    def test_amounts_of_an_edifact_invoice(self):
        """K19: lines against MOA 79, each currency apart, decimals as the file says."""
        lines = "LIN+1'MOA+203:10,50'LIN+2'MOA+66:1'MOA+203:4,5:EUR'"
        self.assertEqual(
            amounts_of_invoic(f"CUX+2:EUR'{lines}UNS+S'MOA+79:15'MOA+86:17,85'"),
            [("MOA 79 EUR", Decimal(15), Decimal("15.00"))],
        )
        self.assertEqual(
            amounts_of_invoic(f"{lines}LIN+3'MOA+203:7:USD'UNS+S'MOA+79:15:EUR'"),
            [("MOA 79 EUR", 15, 15), ("MOA 79 USD", None, 7)],
        )
        # The same total in another currency, in which no line is, is no other total.
        self.assertEqual(
            amounts_of_invoic(f"{lines}UNS+S'MOA+79:15:EUR'MOA+79:16,5:USD'"),
            [("MOA 79 EUR", 15, 15)],
        )
        self.assertFalse(amounts_of_invoic(f"{lines}UNS+S'MOA+86:15'"))
        for odd in ("LIN+1'UNS+S'MOA+79:1'", "LIN+1'MOA+203:x'UNS+S'MOA+79:1'"):
            with self.assertRaises(UncomparableError, msg=odd):
                amounts_of_invoic(odd)

    def test_records_and_batches(self):
        """K19, B17: number and amount of a trailer, and of a JSON header."""
        body = fixed_file([("P-1", "DLV", "12.50")], rows=2, total="12.50")
        self.assertEqual(
            told(declared_in_records(record_layout(), body)),
            {
                "count": (2, 1, False),
                "amount": (Decimal("12.50"), Decimal("12.50"), True),
            },
        )
        controls = BatchControls("head.count", "head.total", "rows", "money")
        document = {"head": {"count": 1, "total": "3"}, "rows": [{"money": "2.99"}]}
        self.assertEqual(
            told(declared_in_batch(controls, document)),
            {"count": (1, 1, True), "amount": (3, Decimal("2.99"), False)},
        )

    @FUZZ
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15))
    def test_adding_up_hides_nothing(self, pairs):
        """K19: two errors that make up for each other are two errors."""
        lines = condense(
            Declared("segments", "SE01", Decimal(said), Decimal(found), str(place))
            for place, (said, found) in enumerate(pairs)
        )
        wrong = [pair for pair in pairs if pair[0] != pair[1]]
        self.assertEqual(sum(not line.is_even for line in lines), len(wrong))
        self.assertEqual(sum(line.found for line in lines), sum(p[1] for p in pairs))
