# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.controls import (
    BatchControls,
    IncompleteFileError,
    TotalMismatchError,
    check_batch,
)
from ..codec.flat_file import RowFault
from ..codec.layout import Column, LayoutError
from ..codec.record_file import read_records
from ..codec.record_layout import Control
from .record_data import csv_records, fixed_file, record_layout

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
SCANS = [(f"P-{place}", "DLV", "100.00") for place in range(10)]


@tagged("-at_install", "post_install")
class TestRecordFile(BaseCase):
    def setUp(self):
        super().setUp()
        self.fixed = record_layout()
        self.csv = record_layout("csv")

    def test_details_with_what_is_around_them(self):
        """C11: each detail is a document with header, trailer and its parts."""
        rows = read_records(self.fixed, fixed_file(SCANS[:2]))
        self.assertEqual([row.number for row in rows], [2, 4])
        self.assertEqual(
            rows[1].values,
            {
                "record": "scan",
                "tracking": "P-1",
                "status": "DLV",
                "moment": "202611201205",
                "amount": "100.00",
                "note": [{"text": "left at the door"}],
                "header": {"batch": "000042"},
                "trailer": {"rows": "0002", "total": "200.0", "batch": "000042"},
            },
        )
        (row,) = read_records(self.csv, csv_records(SCANS[:1], 1, "100"))
        self.assertEqual(
            (row.values["tracking"], row.values["amount"]), ("P-0", "100.00")
        )
        self.assertEqual(row.values["header"], {"batch": "42"})

    def test_count_and_total_come_before_anything(self):
        """B17: a trailer of 10 rows and 1000.00 over 9 rows refuses the whole file."""
        for body in (
            fixed_file(SCANS[:9], 10, "1000.00"),
            csv_records(SCANS[:9], 10, "1000.00"),
        ):
            layout = self.fixed if body.startswith(b"H0") else self.csv
            with self.assertRaisesRegex(TotalMismatchError, "says 10, .* has 9"):
                read_records(layout, body)
        with self.assertRaisesRegex(TotalMismatchError, "says 1000, .* has 900"):
            read_records(self.csv, csv_records(SCANS[:9], 9, "1000.00"))
        self.assertEqual(
            len(read_records(self.csv, csv_records(SCANS, 10, "1000"))), 10
        )

    def test_amounts_are_exact(self):
        """B17: totals are decimal: three times 0.10 is 0.30."""
        scans = [(f"P-{place}", "DLV", "0.10") for place in range(3)]
        self.assertEqual(len(read_records(self.csv, csv_records(scans, 3, "0.30"))), 3)
        comma = record_layout("csv", decimal_comma=True)
        comma = replace(comma, base=replace(comma.base, delimiter=";"))
        body = csv_records([("P", "DLV", "1.000,50")], 1, "1000,5").replace(b",", b";")
        body = body.replace(b"1.000;50", b"1.000,50").replace(b"1000;5", b"1000,5")
        self.assertEqual(len(read_records(comma, body)), 1)

    def test_control_numbers_must_be_equal(self):
        """B17: header and trailer of two different batches do not belong together."""
        with self.assertRaisesRegex(TotalMismatchError, "'000042'.*'000041'"):
            read_records(self.fixed, fixed_file(SCANS, batch="000041"))

    def test_what_cannot_be_added_is_a_mismatch(self):
        """B17: an amount that is no number cannot prove the total."""
        scans = [*SCANS[:1], ("P-1", "DLV", "ten")]
        with self.assertRaisesRegex(TotalMismatchError, "line 3"):
            read_records(self.csv, csv_records(scans, 2, "200"))
        body = csv_records(SCANS[:2], 2, "200").replace(b"D,P-1,DLV", b'D,"P-1,DLV')
        with self.assertRaisesRegex(TotalMismatchError, "line 3"):
            read_records(self.csv, body)

    def test_a_file_without_its_trailer_is_incomplete(self):
        """C12: cut anywhere, a file is held as incomplete, never read in part."""
        whole = fixed_file(SCANS[:3])
        for end in range(len(whole) - 3):
            with self.assertRaises((IncompleteFileError, TotalMismatchError), msg=end):
                read_records(self.fixed, whole[:end])
        with self.assertRaisesRegex(IncompleteFileError, "trailer is missing"):
            read_records(self.fixed, fixed_file(SCANS, trailer=False))
        with self.assertRaisesRegex(IncompleteFileError, "new header"):
            read_records(self.fixed, fixed_file(SCANS, trailer=False) + whole)

    def test_several_batches_in_one_file(self):
        """B17: each header opens a batch whose trailer speaks for it alone."""
        two = fixed_file(SCANS[:2]) + fixed_file(SCANS[2:5])
        self.assertEqual(len(read_records(self.fixed, two)), 5)

    def test_a_bad_record_costs_only_itself(self):
        """C11: without a total to prove, bad details are faults and the others rows."""
        layout = replace(
            self.fixed,
            records=tuple(
                replace(record, controls=record.controls[:1])
                for record in self.fixed.records
            ),
        )
        body = fixed_file(SCANS[:3]).replace(b"DP-1", b"Dsurplus" + b"x" * 40, 1)
        body = body.replace(b"T0003", b"?what\r\nT0003")
        rows = read_records(layout, body)
        found = [
            (row.number, row.code if isinstance(row, RowFault) else "good")
            for row in rows
        ]
        self.assertEqual(
            found, [(2, "good"), (4, "width"), (5, "order"), (6, "good"), (8, "record")]
        )
        self.assertEqual(len(rows[0].values["note"]), 1)

    def test_records_out_of_place_refuse_the_file(self):
        """C11: details before any header, or a trailer alone, are no batch."""
        for body in (b"DP-1\r\n", b"T0001        1.00000042\r\n", fixed_file([])[9:]):
            with self.assertRaises((LayoutError, IncompleteFileError)):
                read_records(self.fixed, body)

    def test_wrong_layouts(self):
        """C11: a layout of records that contradicts itself is refused by name."""
        head, scan, note, end = self.fixed.records
        for records, words in (
            ((head, end), "detail"),
            ((scan, scan), "of its own"),
            ((head, scan, replace(head, name="b", value="B")), "one header"),
            ((scan, replace(note, role="sum")), "none of"),
            ((replace(scan, columns=(Column("a"),)),), "start"),
            ((replace(scan, controls=(Control("status", "count"),)),), "only a header"),
            ((scan, replace(end, controls=(Control("none", "count"),))), "incomplete"),
            ((scan, replace(end, controls=(Control("rows", "total", "x"),))), "'x'"),
            ((scan, replace(end, controls=(Control("rows", "count", "x"),))), "'x'"),
            ((scan, note, end), "header"),
        ):
            with self.assertRaisesRegex(LayoutError, words):
                replace(self.fixed, records=records)
        with self.assertRaises(LayoutError):
            replace(self.fixed, type_start=0)

    @given(st.binary(max_size=200) | st.text('HDNT,"\n\r 0.1', max_size=80))
    @FUZZ
    def test_any_bytes(self, body):
        """C11: any bytes are rows, faults or one of the three named errors."""
        body = body.encode() if isinstance(body, str) else body
        for layout in (self.fixed, self.csv):
            try:
                read_records(layout, body)
            except (LayoutError, IncompleteFileError, TotalMismatchError):
                continue


@tagged("-at_install", "post_install")
class TestBatchControls(BaseCase):
    def test_a_json_batch_is_checked_by_its_paths(self):
        """B17: count and total of a JSON header, in numbers or text."""
        controls = BatchControls("head.count", "head.total", "items", "money.amount")
        items = [{"money": {"amount": "100.10"}}] * 10
        good = {"head": {"count": 10, "total": 1001}, "items": items}
        check_batch(controls, good)
        for head, words in (
            ({"count": 10, "total": "1000.00"}, "head.total says 1000, .* 1001"),
            ({"count": "11", "total": "1001.00"}, "head.count says 11, .* 10"),
        ):
            with self.assertRaisesRegex(TotalMismatchError, words):
                check_batch(controls, {**good, "head": head})
        with self.assertRaisesRegex(TotalMismatchError, "item 1"):
            bad = [{"money": {"amount": "much"}}]
            check_batch(controls, {"head": {"count": 1, "total": 0}, "items": bad})
        with self.assertRaisesRegex(IncompleteFileError, "head.total"):
            check_batch(controls, {"head": {"count": 10}, "items": items})

    def test_a_batch_without_controls_is_not_held_up(self):
        """B17: only what was agreed is checked."""
        check_batch(BatchControls(), {"any": "thing"})
