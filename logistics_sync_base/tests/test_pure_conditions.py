# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..codec.paths import ExpressionError
from ..core.conditions import OPERATORS, holds

DOCUMENT = {
    "country": "DE",
    "total": "1050.50",
    "weight": 12,
    "fragile": True,
    "tags": ["Cold", "urgent"],
    "date": "2026-11-20",
    "nothing": None,
    "lines": [],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


class TestPureConditions(BaseCase):
    def test_what_holds(self):
        """A11: rows of field, operator and value, read as a clerk means them."""
        for path, operator, wanted in (
            ("country", "equals", "de"),
            ("country", "one_of", "AT, DE"),
            ("country", "none_of", "FR,IT"),
            ("country", "differs", "US"),
            ("total", "equals", "1050.5"),
            ("total", "above", "999"),
            ("weight", "below", "12.01"),
            ("fragile", "equals", "true"),
            ("tags", "contains", "URGENT"),
            ("country", "contains", "e"),
            ("date", "above", "2026-11-19"),
            ("total", "is_set", ""),
            ("lines", "is_not_set", ""),
            ("nothing", "is_not_set", ""),
        ):
            self.assertTrue(holds(DOCUMENT, path, operator, wanted), (path, operator))

    def test_what_does_not_hold(self):
        """A11: near misses; nine is less than a thousand although its text is not."""
        for path, operator, wanted in (
            ("country", "equals", "D"),
            ("country", "one_of", ""),
            ("total", "below", "9"),
            ("weight", "above", "12"),
            ("tags", "contains", "urg"),
            ("lines", "is_set", ""),
        ):
            self.assertFalse(holds(DOCUMENT, path, operator, wanted), (path, operator))

    def test_what_is_not_there_is_nothing(self):
        """A11: an unknown value is neither equal nor different, above nor below."""
        for operator in OPERATORS:
            expected = operator == "is_not_set"
            self.assertEqual(holds(DOCUMENT, "a.b.c", operator, "x"), expected)
            self.assertEqual(holds(DOCUMENT, "nothing", operator, "x"), expected)

    def test_mistakes_are_named(self):
        """A11: a wrong operator or path is an error, never a silent no."""
        with self.assertRaises(ValueError):
            holds(DOCUMENT, "country", "like", "D%")
        with self.assertRaises(ExpressionError):
            holds(DOCUMENT, "country[", "equals", "DE")

    @settings(max_examples=150, derandomize=True, deadline=None)
    @given(JSON, st.sampled_from(sorted(OPERATORS)), st.text(max_size=5))
    def test_any_document(self, document, operator, wanted):
        """A11: whatever partners send, a condition answers yes or no."""
        self.assertIn(holds({"a": document}, "a", operator, wanted), (True, False))
