# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.contracts import SCHEMAS, canonical_examples, canonical_schema
from ..core.identity import told
from ..core.readable import as_text, outline
from .test_pure_schema import JSON_VALUES

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)


def get_texts(block):
    yield from (text for __, text in block.pairs)
    for table in block.tables:
        for row in table.rows:
            yield from row
    for part in block.blocks:
        yield from get_texts(part)


def get_leaves(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in ("schema", "event_type", "data"):
                yield from get_leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from get_leaves(part)
    else:
        yield value


@tagged("-at_install", "post_install")
class TestReadable(BaseCase):
    def test_nothing_told_is_left_out(self):
        """A4, A6: every value of every example can be read, without JSON."""
        for name in SCHEMAS:
            for example in canonical_examples(name).values():
                words = " ".join(get_texts(outline(example)))
                moments = ("payload", "partner", "location", "none")
                for leaf in get_leaves(told(example)):
                    plain = isinstance(leaf, str) and leaf not in moments
                    if plain and not leaf.endswith("Z") and leaf != "second":
                        if leaf not in ("minute", "date"):
                            spaced = leaf.replace("_", " ")
                            self.assertIn(spaced, words.replace("_", " "), name)

    def test_lines_are_a_table(self):
        """A6: the lines of an invoice are rows, its parties and totals parts."""
        block = outline(canonical_examples("customer_invoice/1.0")["invoice"])
        tables = {table.title: table for table in block.tables}
        self.assertEqual(tables["Lines"].columns[:3], ["Line", "SKU", "Description"])
        self.assertEqual(tables["Lines"].rows[0][1], "DESK-01")
        parts = {part.title: dict(part.pairs) for part in block.blocks}
        self.assertEqual(parts["Totals"]["Total"], "1431.00")
        self.assertIn("Albany", parts["Customer"]["Address"])

    def test_fields_come_in_the_order_of_the_schema(self):
        """A6: a document the database has shuffled is read like the original."""
        schema = canonical_schema("supplier_invoice/1.0")
        invoice = canonical_examples("supplier_invoice/1.0")["invoice"]
        shuffled = dict(sorted(invoice.items(), key=lambda pair: len(pair[0])))
        labels = [label for label, __ in outline(shuffled, schema).pairs]
        self.assertEqual(labels[:3], ["Occurred at", "Number", "Kind"])

    def test_a_moment_is_told_by_the_clock_of_the_sender(self):
        """A4: local time with its offset; a day stays the day it was there."""
        moment = {
            "utc": "2026-11-24T23:00:00Z",
            "offset_minutes": 60,
            "precision": "minute",
            "offset_source": "payload",
        }
        self.assertEqual(as_text(moment), "2026-11-25 00:00 (UTC+01:00)")
        self.assertEqual(as_text(moment | {"precision": "date"}), "2026-11-25")
        unknown = moment | {"offset_minutes": None}
        self.assertEqual(as_text(unknown), "2026-11-24 23:00 (UTC)")
        self.assertEqual(as_text({"utc": None, "precision": "none"}), "not told")

    @FUZZ
    @given(st.dictionaries(st.text(max_size=6), JSON_VALUES, max_size=4))
    def test_any_document_can_be_shown(self, document):
        """J1: what is odd is shown oddly, but shown."""
        self.assertTrue(
            all(isinstance(text, str) for text in get_texts(outline(document)))
        )
