# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core.changes import Change, compare_lines, find_changes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)
BOUNDED = settings(max_examples=60, deadline=None, database=None, derandomize=True)


class TestChanges(BaseCase):
    def test_places_are_named(self):
        """K9: a preview names each field that changes, with both values."""
        old = {"a": {"b": 1}, "items": [{"q": 1}, {"q": 2}], "gone": "x"}
        new = {"a": {"b": 2}, "items": [{"q": 1}, {"q": 3}, {"q": 4}], "came": None}
        self.assertEqual(
            find_changes(old, new),
            [
                Change("a.b", 1, 2),
                Change("items[1].q", 2, 3),
                Change("gone", "x", None),
                Change("items[2].q", None, 4),
                Change("came", None, None),
            ],
        )

    def test_a_truth_is_no_number(self):
        """K9: what Python takes for equal is told apart where JSON does."""
        self.assertEqual(find_changes({"a": 1}, {"a": True}), [Change("a", 1, True)])

    @BOUNDED
    @given(JSON)
    def test_the_same_document_has_no_changes(self, document):
        """K9: whatever a document holds, compared with itself nothing differs."""
        copy = json.loads(json.dumps(document))
        self.assertEqual(find_changes(document, copy), [])

    @BOUNDED
    @given(JSON, JSON)
    def test_both_ways_find_the_same_places(self, old, new):
        """K9: what came in one direction went in the other."""
        there = {(c.path, repr(c.old), repr(c.new)) for c in find_changes(old, new)}
        back = {(c.path, repr(c.new), repr(c.old)) for c in find_changes(new, old)}
        self.assertEqual(there, back)

    def test_lines_that_came_and_went(self):
        """K9: an edited document is shown line by line, without ends."""
        lines = compare_lines("a\nb\nc", "a\nB\nc")
        self.assertEqual([line for line in lines if line[0] in "+-"], ["-b", "+B"])
        long = compare_lines("", "\n".join("x" * 9 for _ in range(5000)))
        self.assertEqual(len(long), 200)
