# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.window_count import count

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)
NOW = 1_795_000_000.5


@tagged("-at_install", "post_install")
class TestWindowCount(BaseCase):
    def test_the_one_too_many(self):
        """K12: a hundred pass, the next one is told when there is room again."""
        counts = {}
        for number in range(100):
            counts, wait = count(counts, 100, NOW + number / 10)
            self.assertEqual(wait, 0)
        counts, wait = count(counts, 100, NOW + 10)
        self.assertEqual(wait, 50)
        self.assertEqual(sum(counts.values()), 100)
        counts, wait = count(counts, 100, NOW + 60)
        self.assertEqual(wait, 0)

    def test_a_lowered_limit(self):
        """K12: after the limit was lowered the wait covers all that is too much."""
        counts = {str(int(NOW)): 5, str(int(NOW) + 20): 5}
        self.assertEqual(count(counts, 3, NOW + 20)[1], 60)
        self.assertEqual(count(counts, 8, NOW + 20)[1], 40)

    @given(st.integers(1, 20), st.lists(st.floats(0, 20), min_size=1, max_size=120))
    @FUZZ
    def test_never_more_in_any_minute(self, limit, pauses):
        """K12: no minute, wherever it begins, sees more than the limit."""
        counts, now, accepted = {}, NOW, []
        for pause in pauses:
            now += pause
            counts, wait = count(counts, limit, now)
            self.assertLessEqual(len(counts), 60)
            if not wait:
                accepted.append(now)
                continue
            self.assertTrue(1 <= wait <= 60)
            # Whoever waits as told is let in, if nobody else came.
            self.assertEqual(count(counts, limit, now + wait)[1], 0)
        for first in accepted:
            within = [one for one in accepted if first <= one < first + 59]
            self.assertLessEqual(len(within), limit)

    @given(st.floats(-1e5, 1e5))
    @FUZZ
    def test_a_clock_that_jumps(self, jump):
        """K12: a clock that was set locks nobody out for more than a minute."""
        counts, __ = count({}, 1, NOW)
        counts, wait = count(counts, 1, NOW + jump)
        self.assertLessEqual(wait, 60)
        self.assertEqual(count(counts, 1, NOW + jump + 60)[1], 0)
