# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Flat files are masked by the layout they are read with."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.file_masking import mask_document
from ..codec.layout import Column, Layout
from ..codec.record_layout import RecordLayout, RecordType
from ..core.classification import Classification

NAME = "Margarete Mustermann"
CLASSES = Classification([("contact", "personal")])
HEADERLESS = Layout(
    columns=(Column("order", 1), Column("contact", 2)), has_header=False, delimiter=";"
)
FIXED = Layout(
    kind="fixed_width",
    columns=(Column("order", 3, 6), Column("contact", 9, 20)),
    has_header=False,
    row_prefix="D",
)
RECORDS = RecordLayout(
    Layout(columns=(Column("line", 1),), has_header=False),
    (
        RecordType("head", "H", "header", (Column("date", 2),)),
        RecordType("line", "L", "detail", (Column("contact", 2), Column("city", 3))),
    ),
)


def mask(text, layout, kind="csv", encoding="utf-8"):
    masked = mask_document(text.encode(encoding), kind, CLASSES, layout=layout)
    return masked.decode(encoding)


@tagged("post_install", "-at_install")
class TestPureFileMasking(BaseCase):
    def test_a_file_without_a_header(self):
        """M9: its layout names the columns; one more than it has is nobody's."""
        self.assertEqual(
            mask(f"1;{NAME};extra\n2;Ann;\n", HEADERLESS),
            "1;***mann;***\r\n2;***;\r\n",
        )

    def test_a_header_below_other_lines_and_other_names(self):
        """M9: lines before it are skipped; the title or the layout's name protects."""
        layout = Layout(
            columns=(Column("no", header="Nr"), Column("contact", header="Empfänger")),
            delimiter=";",
            encoding="latin-1",
            skip_rows=1,
        )
        masked = mask(
            f"Von {NAME};;\n\nNr;Empfänger;Ort\n1;{NAME};Köln\n",
            layout,
            encoding="latin-1",
        )
        self.assertNotIn("Margarete", masked)
        self.assertIn("Nr;Empfänger;Ort", masked)
        self.assertIn("1;***mann;Köln", masked)

    def test_fixed_width_keeps_its_places(self):
        """M9: columns stay where they were; what no column covers is not shown."""
        line = f"D S00001{NAME}"
        masked = mask(f"{line}rest\r\nX {NAME}\r\n", FIXED, "fixed_width")
        self.assertEqual(masked, "D S00001***mann             ****\r\n***\r\n")

    def test_records_of_several_kinds(self):
        """M9: the mark says which record it is; of an unknown one nothing is shown."""
        masked = mask(f"H,2026-11-20\nL,{NAME},Graz\nX,{NAME}\n", RECORDS)
        self.assertEqual(masked, "H,2026-11-20\r\nL,***mann,Graz\r\n***,***\r\n")

    def test_without_a_protected_column_nothing_changes(self):
        """M10: byte for byte; and without a layout as any document."""
        layout = Layout(columns=(Column("order", 1),), has_header=False)
        for body, known in ((b"1;x\r\n", layout), (b"order;city\n1;Graz\n", None)):
            self.assertIs(mask_document(body, "csv", CLASSES, layout=known), body)
        body = f"order;contact\n1;{NAME}\n".encode()
        self.assertNotIn(b"Margarete", mask_document(body, "csv", CLASSES))
        # Bytes that are not in the layout's encoding have no masked form.
        self.assertIsNone(mask_document(b"1;\xff\n", "csv", CLASSES, layout=HEADERLESS))

    @settings(max_examples=20, deadline=None, derandomize=True)
    @given(
        st.lists(
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), max_size=6
        )
    )
    def test_no_name_survives(self, names):
        """M9: whatever stands in the column, quotes and line breaks included."""
        written = io.StringIO()
        csv.writer(written, delimiter=";").writerows(
            [str(place), f"Mr {name} Miller"] for place, name in enumerate(names)
        )
        body = written.getvalue().encode()
        masked = mask_document(body, "csv", CLASSES, layout=HEADERLESS)
        if masked is not None:
            self.assertNotIn(b"Mr ", masked)
