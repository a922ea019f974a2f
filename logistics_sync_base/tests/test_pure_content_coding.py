# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import gzip
import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core.content_coding import CodingError, unpack


class TestContentCoding(BaseCase):
    @settings(max_examples=50, derandomize=True, deadline=None)
    @given(st.binary(max_size=400), st.integers(0, 500))
    def test_never_more_than_the_limit(self, body, limit):
        """C2: what comes out is the document, or it was too large."""
        try:
            self.assertEqual(unpack("gzip", gzip.compress(body), limit), body)
            self.assertLessEqual(len(body), limit)
        except CodingError as error:
            self.assertEqual(error.code, "too_large")
            self.assertGreater(len(body), limit)

    @settings(max_examples=80, derandomize=True, deadline=None)
    @given(st.binary(max_size=80), st.text(max_size=12))
    def test_whatever_comes_is_a_named_refusal(self, body, coding):
        """C2: random bytes and codings never end in another exception."""
        for name in ("gzip", coding):
            try:
                unpack(name, body, 1000)
            except CodingError as error:
                self.assertIn(error.code, ("unsupported", "malformed", "too_large"))

    def test_a_bomb_costs_little_memory(self):
        """C2: 100 MB in 100 KB are refused after the limit."""
        bomb = gzip.compress(b"\0" * 100_000_000)
        tracemalloc.start()
        with self.assertRaises(CodingError):
            unpack("gzip", bomb, 1_000_000)
        __, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertLess(peak, 8_000_000)
