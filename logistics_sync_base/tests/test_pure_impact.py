# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.impact import score

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
DAYS = st.none() | st.integers(min_value=-400, max_value=400)
SEVERITIES = st.sampled_from("0123")


@tagged("-at_install", "post_install")
class TestImpact(BaseCase):
    def test_money_before_symptoms(self):
        """J16: a grave symptom without money comes after an invoice that is stuck."""
        technical = score(Decimal(0), "3", False, None)
        blocked = score(Decimal(12400), "1", False, None)
        self.assertGreater(blocked, technical)

    def test_what_is_needed_soon_and_by_whom(self):
        """J16: a key customer and a near day each raise it; no day says nothing."""
        plain = score(Decimal(100), "1", False, None)
        self.assertEqual(score(Decimal(100), "1", False, 30), plain)
        self.assertGreater(score(Decimal(100), "1", True, None), plain)
        days = [score(Decimal(100), "1", False, left) for left in (-1, 0, 2, 6, 8)]
        self.assertEqual(days, sorted(days, reverse=True))
        self.assertEqual(len(set(days)), 5)

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(AMOUNTS, AMOUNTS, SEVERITIES, st.booleans(), DAYS)
    def test_more_money_never_counts_less(self, one, other, severity, key, left):
        """J16: within its bounds, and never upside down."""
        less, more = sorted((one, other))
        low = score(less, severity, key, left)
        self.assertLessEqual(low, score(more, severity, key, left))
        self.assertTrue(0 <= low <= 100)

    def test_no_amount_is_none(self):
        """J16: what is no number, or a credit, is not at stake."""
        for amount in ("NaN", "Infinity", "-5"):
            self.assertEqual(score(Decimal(amount), "0", False, None), 0)
