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
from ..core.declared import Declared, condense
from ..edi.declared import declared_in_x12
from ..edi.edifact.declared import declared_in_edifact
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
