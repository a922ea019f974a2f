# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.flow import MODES, suggest_mode
from ..core.schedule import first_at_or_after, last_at_or_before

CHICAGO = ZoneInfo("America/Chicago")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
PLANS = st.tuples(
    st.sampled_from([CHICAGO, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")]),
    st.sampled_from(["day", "week", "month"]),
    st.floats(0, 23.99),
    st.integers(0, 6),
)


@tagged("post_install", "-at_install")
class TestPureSchedule(BaseCase):
    def test_a_cut_off_is_a_local_time(self):
        """B16: 18:00 in Chicago is midnight UTC in winter, 23:00 UTC in summer."""
        for month, hour in ((11, 0), (7, 23)):
            moment = datetime(2026, month, 20, 12, tzinfo=UTC)
            found = first_at_or_after(moment, CHICAGO, "day", 18.0)
            self.assertEqual(found.hour, hour)
            self.assertEqual(found.astimezone(CHICAGO).day, 20)

    def test_what_is_at_the_cut_off_is_before_it(self):
        """B16: 18:00 itself belongs to the batch of 18:00, a minute later does not."""
        six = datetime(2026, 11, 21, 0, tzinfo=UTC)
        self.assertEqual(first_at_or_after(six, CHICAGO, "day", 18.0), six)
        late = six + timedelta(minutes=1)
        self.assertEqual(
            first_at_or_after(late, CHICAGO, "day", 18.0), six + timedelta(days=1)
        )

    def test_the_end_of_a_period(self):
        """B16: the last day of a month, also of February in a leap year."""
        found = first_at_or_after(
            datetime(2028, 2, 10, tzinfo=UTC), ZoneInfo("UTC"), "month", 18.0
        )
        self.assertEqual(found, datetime(2028, 2, 29, 18, tzinfo=UTC))

    @settings(derandomize=True, max_examples=60, deadline=None)
    @given(MOMENTS, PLANS)
    def test_each_moment_is_in_exactly_one_batch(self, moment, plan):
        """B16: the last cut-off is before the next one and none lies between."""
        zone, every, hour, weekday = plan
        last = last_at_or_before(moment, zone, every, hour, weekday)
        first = first_at_or_after(moment, zone, every, hour, weekday)
        self.assertLessEqual(last, moment)
        self.assertGreaterEqual(first, moment)
        after = first_at_or_after(
            last + timedelta(seconds=1), zone, every, hour, weekday
        )
        self.assertIn(first, (last, after))

    def test_the_mode_follows_from_the_three_answers(self):
        """B12: tolerance decides, criticality and money draw the limits."""
        self.assertEqual(suggest_mode("normal", "minutes", "none"), "near_real_time")
        self.assertEqual(suggest_mode("high", "seconds", "indirect"), "real_time")
        self.assertEqual(suggest_mode("high", "days", "none"), "micro_batch")
        self.assertEqual(suggest_mode("low", "days", "direct"), "batch")
        for criticality in ("low", "normal", "high"):
            for tolerance in ("seconds", "minutes", "hours", "days"):
                for impact in ("none", "indirect", "direct"):
                    mode = suggest_mode(criticality, tolerance, impact)
                    self.assertIn(mode, MODES)
                    if criticality == "high":
                        self.assertNotEqual(mode, "batch")
                    if impact == "direct":
                        self.assertNotEqual(mode, "real_time")
