# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.request_start import LONGEST_MS, elapsed_ms

NOW = 1_795_258_230.0


@tagged("-at_install", "post_install")
class TestRequestStart(BaseCase):
    def test_each_unit_is_understood(self):
        """K26: seconds, milliseconds and microseconds, with and without “t=”."""
        for text in (
            "t=1795258229.750",
            "1795258229.75",
            "t=1795258229750",
            " 1795258229750 ",
            "t=1795258229750000",
        ):
            self.assertEqual(elapsed_ms(text, NOW), 250, text)

    def test_a_clock_that_is_a_little_ahead_counts_as_none(self):
        """K26: two machines never have the very same time."""
        self.assertEqual(elapsed_ms("t=1795258231.0", NOW), 0)

    def test_what_cannot_be_is_not_known(self):
        """K26: no time, a wrong clock, another day: nothing is known, not zero."""
        for text in ("", "t=", "now", "t=-5", "1", "t=1e9", "1795258240", "٣" * 10):
            self.assertIsNone(elapsed_ms(text, NOW), text)
        self.assertIsNone(elapsed_ms("t=1795200000", NOW))

    @settings(max_examples=200, derandomize=True, database=None)
    @given(st.text(max_size=40), st.floats(min_value=0, max_value=4e9))
    def test_whatever_is_sent_is_a_bounded_number_or_unknown(self, text, now):
        """K26: a gateway cannot make figures absurd."""
        found = elapsed_ms(text, now)
        self.assertTrue(found is None or 0 <= found <= LONGEST_MS)

    @settings(max_examples=200, derandomize=True, database=None)
    @given(st.integers(min_value=0, max_value=LONGEST_MS))
    def test_the_units_agree(self, passed):
        """K26: the same moment, written in each unit, is the same delay."""
        start_ms = round(NOW * 1000) - passed
        texts = (f"t={start_ms / 1000:.3f}", str(start_ms), f"t={start_ms * 1000}")
        self.assertEqual({elapsed_ms(text, NOW) for text in texts}, {passed})
