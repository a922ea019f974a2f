# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.watch import is_slow, learn_silence, learn_slowness

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestWatch(BaseCase):
    def test_a_habit_takes_some_time(self):
        """K21, O23: of a partner that has just begun nothing is normal yet."""
        self.assertIsNone(learn_silence(19, 20, 30))
        self.assertIsNone(learn_silence(500, 2.9, 30))
        self.assertEqual(learn_silence(20, 3, 120), 180)
        self.assertEqual(learn_silence(5000, 28, 2), 60, "an hour at least")

    @FUZZ
    @given(
        st.integers(20, 10**6),
        st.floats(3, 28),
        st.floats(0, 40_000),
    )
    def test_what_was_normal_is_no_alarm(self, count, days, longest):
        """K21: no silence that was there before is longer than the limit."""
        self.assertGreaterEqual(learn_silence(count, days, longest) + 1, longest)

    def test_slow_is_measured_against_the_usual(self):
        """K21, O23: four times as long as usual, two seconds at least."""
        self.assertIsNone(learn_slowness(49, 900))
        self.assertEqual(learn_slowness(50, 900), 3600)
        self.assertEqual(learn_slowness(50, 20), 2000)

    def test_few_calls_tell_nothing(self):
        """K21: neither that it is slow nor that it is well again."""
        self.assertIsNone(is_slow(4, 60_000, 2000, False))
        self.assertIsNone(is_slow(4, 1, 2000, True))
        self.assertIsNone(is_slow(100, 60_000, None, False))

    @FUZZ
    @given(st.floats(0, 10_000), st.integers(1, 10_000))
    def test_no_alarm_comes_and_goes(self, middle, limit):
        """K21: who is told as slow stays so until it is clearly not."""
        if is_slow(10, middle, limit, False):
            self.assertTrue(is_slow(10, middle, limit, True))
