# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.flat_file import Row, RowFault, group_rows, read_rows, write_rows
from ..codec.layout import Column, Layout, LayoutError

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
SHIPPED = Layout(
    columns=(
        Column("shipment", header="Shipment No", required=True),
        Column("sku", header="Item"),
        Column("quantity", header="Qty"),
    )
)
FIXED = Layout(
    kind="fixed_width",
    has_header=False,
    columns=(
        Column("tracking", start=1, length=10, required=True),
        Column("status", start=11, length=2),
        Column("city", start=14, length=8),
    ),
)
CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffd"),
    max_size=8,
).map(str.strip)


@tagged("-at_install", "post_install")
class TestFlatFile(BaseCase):
    def _read(self, layout, body):
        rows = list(read_rows(layout, body))
        good = [row for row in rows if isinstance(row, Row)]
        bad = [row for row in rows if isinstance(row, RowFault)]
        return good, bad

    def test_csv_by_header(self):
        """C11: columns are found by title in any order; others are passed over."""
        body = b"\xef\xbb\xbfqty;Colour;Shipment No;ITEM\r\n3; red ;SH-1; DESK-01 \r\n"
        layout = Layout(columns=SHIPPED.columns, delimiter=";")
        good, bad = self._read(layout, body)
        wanted = {"shipment": "SH-1", "sku": "DESK-01", "quantity": "3"}
        self.assertEqual((good, bad), ([Row(2, wanted)], []))

    def test_csv_without_columns(self):
        """C11: without columns the titles are the names; repeated ones are numbered."""
        good, _bad = self._read(Layout(), b"Charge,Amount,Charge,Amount\nFUE,1,LFT,2\n")
        self.assertEqual(
            good[0].values,
            {"Charge": "FUE", "Amount": "1", "Charge#2": "LFT", "Amount#2": "2"},
        )

    def test_csv_by_position(self):
        """C11: a file without a header is read by column number."""
        layout = Layout(
            has_header=False, columns=(Column("a", start=3), Column("b", start=1))
        )
        good, bad = self._read(layout, b"1,2,3,4\n5,6\n")
        self.assertEqual(good, [Row(1, {"b": "1", "a": "3"})])
        self.assertEqual([fault.code for fault in bad], ["columns"])

    def test_bad_rows_are_isolated(self):
        """C11, J8: each bad row is one named fault, the others go on."""
        body = (
            b"Shipment No,Item,Qty\n"
            b"SH-1,DESK-01,1\n"
            b"SH-2,too,many,cells\n"
            b"SH-3,few\n"
            b",no shipment,1\n"
            b'SH-5,"open quote,1\n'
            b"SH-6,bad \xff byte,1\n"
            b"\n"
            b'SH-7,"two\nlines",1\n'
            b"SH-8,LAMP-07,2,\n"
        )
        good, bad = self._read(SHIPPED, body)
        self.assertEqual(
            [(row.number, row.values["shipment"]) for row in good],
            [(2, "SH-1"), (9, "SH-7"), (11, "SH-8")],
        )
        self.assertEqual(
            [(fault.number, fault.code) for fault in bad],
            [
                (3, "columns"),
                (4, "columns"),
                (5, "required"),
                (6, "quote"),
                (7, "encoding"),
            ],
        )
        self.assertEqual(bad[0].text, "SH-2,too,many,cells")
        self.assertIn("4 columns, 3 are expected", bad[0].reason)
        self.assertEqual(good[1].values["sku"], "two\nlines")

    def test_two_open_quotes(self):
        """C11, J8: two rows with one stray quote each do not swallow those between."""
        body = b'Shipment No,Item,Qty\nA,"x,1\nB,y,2\nC,"z,3\nD,w,4\n'
        good, bad = self._read(SHIPPED, body)
        self.assertEqual([row.values["shipment"] for row in good], ["B", "D"])
        self.assertEqual([fault.number for fault in bad], [2, 4])

    def test_renamed_column(self):
        """C11, C20: a required column that is gone refuses the file, naming it."""
        with self.assertRaisesRegex(LayoutError, "shipment no.*Ship, Item, Qty"):
            read_rows(SHIPPED, b"Ship,Item,Qty\n1,2,3\n")
        for body in (b"", b"\n\n", b'"open\n'):
            with self.assertRaises(LayoutError):
                read_rows(SHIPPED, body)

    def test_fixed_width(self):
        """C11: values are cut at their places; a longer line is a fault."""
        body = (
            b"TN00000001D1 Albany  \r\n"
            b"TN00000002AF\r\n"
            b"          D1\r\n"
            b"TN00000003D1 Albany  surplus\r\n"
        )
        good, bad = self._read(FIXED, body)
        self.assertEqual(
            [row.values for row in good],
            [
                {"tracking": "TN00000001", "status": "D1", "city": "Albany"},
                {"tracking": "TN00000002", "status": "AF", "city": ""},
            ],
        )
        self.assertEqual([fault.code for fault in bad], ["required", "width"])

    def test_records_around_the_data(self):
        """C11: lines before, after and of another record type are passed over."""
        layout = Layout(
            has_header=False,
            skip_rows=1,
            skip_last=1,
            row_prefix="D",
            columns=(Column("type"), Column("number")),
        )
        good, bad = self._read(layout, b"HEADER\nD,1\nC,note\nD,2\nTOTAL 2\n\n\x1a")
        self.assertEqual([row.values["number"] for row in good], ["1", "2"])
        self.assertEqual(bad, [])

    def test_encodings(self):
        """C11: the encoding of the layout is used, UTF-16 included."""
        for encoding in ("cp1252", "utf-16", "utf-8"):
            layout = Layout(encoding=encoding)
            good, _bad = self._read(layout, "Ort\r\nKöln\r\n".encode(encoding))
            self.assertEqual(good[0].values, {"Ort": "Köln"})

    def test_wrong_layouts(self):
        """C11: a layout that contradicts itself is refused when it is made."""
        column = Column("a", start=1, length=5)
        for wrong in (
            {"kind": "xml"},
            {"encoding": "utf-99"},
            {"delimiter": ";;"},
            {"delimiter": '"'},
            {"has_header": False},
            {"columns": (column, column)},
            {"kind": "fixed_width"},
            {"kind": "fixed_width", "columns": (Column("a"),)},
            {"kind": "fixed_width", "columns": (column, Column("b", 5, 2))},
        ):
            with self.assertRaises(LayoutError):
                Layout(**wrong)
        for data in ({"speed": 1}, {"columns": [{"title": "a"}]}):
            with self.assertRaises(LayoutError):
                Layout.from_dict(data)

    def test_layout_as_data(self):
        """C11: a layout survives being stored as JSON."""
        for layout in (SHIPPED, FIXED):
            self.assertEqual(Layout.from_dict(layout.to_dict()), layout)

    def test_write_refuses_what_does_not_fit(self):
        """C11: a value is never cut to the width of its column."""
        with self.assertRaisesRegex(LayoutError, "Row 2.*'status'"):
            write_rows(FIXED, [{"tracking": "1"}, {"status": "LONG"}])
        with self.assertRaises(LayoutError):
            write_rows(Layout(columns=(Column("a"),), encoding="ascii"), [{"a": "é"}])
        with self.assertRaises(LayoutError):
            write_rows(Layout(), [{"a": "1"}])

    def test_group_rows(self):
        """C11, C13: rows of one shipment become one document, in file order."""
        body = b"Shipment No,Item,Qty\nS2,A,1\nS1,B,2\nS2,C,3\n"
        good, _bad = self._read(SHIPPED, body)
        groups = group_rows(good, ["shipment"])
        self.assertEqual([group["key"]["shipment"] for group in groups], ["S2", "S1"])
        self.assertEqual(groups[0]["numbers"], [2, 4])
        self.assertEqual([row["sku"] for row in groups[0]["rows"]], ["A", "C"])

    @given(st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), max_size=6))
    @FUZZ
    def test_csv_round_trip(self, table):
        """C11: what is written as CSV is read back the same."""
        names = ("shipment", "sku", "quantity")
        rows = [dict(zip(names, cells, strict=True)) for cells in table]
        good, bad = self._read(SHIPPED, write_rows(SHIPPED, rows))
        self.assertEqual(bad, [])
        self.assertEqual([row.values for row in good], rows)

    @given(st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), max_size=6))
    @FUZZ
    def test_fixed_width_round_trip(self, table):
        """C11: what is written as fixed width is read back the same."""
        names = ("tracking", "status", "city")
        widths = (10, 2, 8)
        rows = [
            {
                name: cell[:width].strip()
                for name, cell, width in zip(names, cells, widths, strict=True)
            }
            for cells in table
        ]
        good, bad = self._read(FIXED, write_rows(FIXED, rows))
        self.assertEqual(bad, [])
        self.assertEqual([row.values for row in good], rows)

    @given(st.binary(max_size=300), st.sampled_from([SHIPPED, FIXED, Layout()]))
    @FUZZ
    def test_any_bytes(self, body, layout):
        """C11: any bytes give rows, faults or a LayoutError, nothing else."""
        try:
            rows = list(read_rows(layout, body))
        except LayoutError:
            return
        numbers = [row.number for row in rows]
        self.assertEqual(numbers, sorted(numbers))
