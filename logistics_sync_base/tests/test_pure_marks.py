# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.marks import get_later

MOMENTS = st.datetimes(
    datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)
)
OFFSETS = st.integers(-12, 12)


@tagged("post_install", "-at_install")
class TestMarks(BaseCase):
    def test_each_kind_is_compared_as_what_it_is(self):
        """C1: 100 comes after 99, and noon in Chicago after noon in Berlin."""
        for earlier, later in (
            ("99", "100"),
            ("-5", "3"),
            ("9.5", "10.25"),
            ("2026-11-01T12:00:00+01:00", "2026-11-01T12:00:00-06:00"),
            ("2026-11-01T23:00:00+00:00", "2026-11-01T20:00:00-05:00"),
            ("2026-11-01", "2026-11-02T00:00:00"),
            ("page-a", "page-b"),
            ("9" * 5000, "9" * 5001),
            (None, "x"),
            ("", "x"),
        ):
            self.assertEqual(get_later(earlier, later), later)
            self.assertEqual(get_later(later, earlier), later)
        self.assertIsNone(get_later(None, None))

    def test_what_is_half_a_moment_is_text(self):
        """C1: a time without its offset is not compared with one that has it."""
        self.assertEqual(
            get_later("2026-11-01T12:00:00", "2026-11-01T11:00:00+00:00"),
            "2026-11-01T12:00:00",
        )

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.lists(st.integers(-(10**20), 10**20), min_size=1))
    def test_the_latest_of_numbers_is_the_largest(self, numbers):
        """C1: in whatever order the partner lists them."""
        mark = None
        for number in numbers:
            mark = get_later(mark, str(number))
        self.assertEqual(mark, str(max(numbers)))

    @settings(max_examples=100, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(MOMENTS, OFFSETS), min_size=1))
    def test_the_latest_of_moments_is_the_last(self, moments):
        """C1: whatever offset each of them is written with."""
        mark = None
        for moment, hours in moments:
            shown = moment.astimezone(timezone(timedelta(hours=hours)))
            mark = get_later(mark, shown.isoformat())
        self.assertEqual(
            datetime.fromisoformat(mark), max(moment for moment, _hours in moments)
        )

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_it_is_one_of_both_and_never_fails(self, one, other):
        """C1: whatever the partner calls a mark."""
        later = get_later(one, other)
        self.assertIn(later, (one, other, None))
        self.assertEqual(later, get_later(other, one))
