# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.set_size import LEAST, MOST, WANTED_SECONDS, next_size


@tagged("-at_install", "post_install")
class TestSetSize(BaseCase):
    def test_as_large_as_fits(self):
        """K13, K18: a set takes about as long as others can wait, whatever it holds."""
        self.assertEqual(next_size(1000, 1000, WANTED_SECONDS), 1000)
        self.assertEqual(next_size(1000, 1000, WANTED_SECONDS / 1.5), 1500)
        self.assertEqual(next_size(1000, 1000, WANTED_SECONDS * 1.25), 800)

    def test_step_by_step(self):
        """K13: one odd set does not decide about the next ones."""
        self.assertEqual(next_size(600, 600, WANTED_SECONDS / 1000), 1200)
        self.assertEqual(next_size(1400, 1400, WANTED_SECONDS * 1000), 700)
        self.assertEqual(next_size(1000, 999, WANTED_SECONDS * 1000), 1000)

    @given(st.integers(LEAST, MOST), st.floats(0, 1000))
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    def test_within_bounds(self, size, seconds):
        """K13: no set is so large that it keeps others out, nor so small that it
        costs more than it does."""
        found = next_size(size, size, seconds)
        self.assertTrue(LEAST <= found <= MOST)
        self.assertTrue(size // 2 <= found <= size * 2)
        self.assertLessEqual(found, next_size(size, size, seconds / 2))
