# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.backoff import RetryPolicy, next_delay
from ..core.retry_rules import (
    RetryRuleError,
    parse_delays,
    parse_statuses,
    write_delays,
)

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestRetryRules(BaseCase):
    def test_delays_as_people_write_them(self):
        """K4: minutes unless a unit says otherwise."""
        self.assertEqual(parse_delays("1, 5, 15"), (60, 300, 900))
        self.assertEqual(parse_delays("30s; 1.5 min\n2h, 1D"), (30, 90, 7200, 86400))
        self.assertEqual(parse_delays(" ,"), ())
        self.assertEqual(write_delays((30, 90, 300, 7200)), "30 s, 90 s, 5 min, 2 h")
        for wrong in ("soon", "-1", "0", "5 weeks", "1 5", "1e3", "٣"):
            with self.assertRaises(RetryRuleError) as caught:
                parse_delays(f"1, {wrong}")
            self.assertEqual(caught.exception.part, wrong)
        with self.assertRaises(RetryRuleError):
            parse_delays("1," * 51)

    def test_statuses_as_people_write_them(self):
        """K4: single ones, ranges and classes; only failures can be named."""
        statuses = parse_statuses("408, 429, 500-504, 5XX")
        for status in (408, 429, 500, 503, 599):
            self.assertIn(status, statuses)
        for status in (400, 404, 409, 428, 600, None):
            self.assertNotIn(status, statuses)
        for wrong in ("200", "3xx", "504-500", "5x", "4040", "x"):
            with self.assertRaises(RetryRuleError):
                parse_statuses(wrong)

    def test_listed_delays_are_exact(self):
        """K4: 1, 5, 15 minutes are waited as written; the last one repeats."""
        policy = RetryPolicy(delays=(60, 300, 900), jitter=1)
        waits = [next_delay(policy, attempt, Random(3)) for attempt in range(1, 6)]
        self.assertEqual(waits, [60, 300, 900, 900, 900])
        self.assertEqual(next_delay(policy, 1, Random(3), retry_after=70), 70)
        with self.assertRaises(ValueError):
            RetryPolicy(delays=(60, 0))

    def test_a_lying_partner_does_not_park_a_message_for_ever(self):
        """K4: Retry-After beyond the age at which we give up is cut to that age."""
        policy = RetryPolicy(max_age=3600)
        self.assertEqual(next_delay(policy, 1, Random(1), retry_after=9e8), 3600)

    @given(st.text(max_size=30))
    @FUZZ
    def test_any_text(self, text):
        """K4: whatever is typed is read or refused by name, never misread."""
        for parse in (parse_delays, parse_statuses):
            try:
                parse(text)
            except RetryRuleError as error:
                self.assertTrue(error.part)

    @given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20))
    @FUZZ
    def test_what_is_written_is_read(self, minutes):
        """K4: a list of minutes comes back as its seconds."""
        text = ", ".join(map(str, minutes))
        delays = parse_delays(text)
        self.assertEqual(delays, tuple(60 * one for one in minutes))
        self.assertEqual(parse_delays(write_delays(delays)), delays)
