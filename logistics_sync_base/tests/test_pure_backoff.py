# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from decimal import Decimal
from random import Random
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.backoff import (
    RetryPolicy,
    is_exhausted,
    next_delay,
    parse_retry_after,
)
from ..core.outcome import Outcome

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestBackoff(BaseCase):
    def test_doubles_up_to_the_limit(self):
        """J6: without jitter the delay doubles and stops at its maximum."""
        policy = RetryPolicy(base_delay=10, max_delay=100, jitter=0)
        delays = [next_delay(policy, attempt, Random(1)) for attempt in range(1, 7)]
        self.assertEqual(delays, [10, 20, 40, 80, 100, 100])
        self.assertEqual(next_delay(policy, 100_000, Random(1)), 100)

    def test_retry_after_is_a_lower_bound(self):
        """J6: the partner's Retry-After is never undercut, even past the maximum."""
        policy = RetryPolicy(base_delay=10, max_delay=100, jitter=0)
        self.assertEqual(next_delay(policy, 1, Random(1), retry_after=500), 500)
        self.assertEqual(next_delay(policy, 3, Random(1), retry_after=5), 40)

    def test_exhausted_by_attempts_or_age(self):
        """J6: retries end by number and by age, whichever comes first."""
        policy = RetryPolicy(max_attempts=3, max_age=60)
        self.assertFalse(is_exhausted(policy, 2, 59.9))
        self.assertTrue(is_exhausted(policy, 3, 0))
        self.assertTrue(is_exhausted(policy, 1, 60))

    def test_nonsense_policy_is_refused(self):
        """J6: a policy that could never work is refused when it is made."""
        for wrong in (
            {"max_attempts": 0},
            {"max_age": 0},
            {"base_delay": -1},
            {"base_delay": 20, "max_delay": 10},
            {"jitter": 1.1},
        ):
            with self.assertRaises(ValueError):
                RetryPolicy(**wrong)
        with self.assertRaises(ValueError):
            next_delay(RetryPolicy(), 0, Random(1))

    def test_retry_after_header(self):
        """J6: Retry-After is read as seconds and as an HTTP date."""
        now = datetime(2026, 11, 20, 12, 0, 0)
        self.assertEqual(parse_retry_after("120", now), 120)
        date = "Fri, 20 Nov 2026 12:05:00 GMT"
        self.assertEqual(parse_retry_after(date, now), 300)
        past = "Fri, 20 Nov 2026 11:00:00 GMT"
        self.assertEqual(parse_retry_after(past, now), 0)
        for bad in (None, "", "soon", "-3", "1e3"):
            self.assertIsNone(parse_retry_after(bad, now))

    @given(st.integers(1, 200), st.floats(0, 1), st.integers())
    @FUZZ
    def test_bounds(self, attempt, jitter, seed):
        """J6: every delay lies between its jittered and its full length."""
        policy = RetryPolicy(base_delay=3, max_delay=500, jitter=jitter)
        full = min(500, 3 * 2.0 ** min(attempt - 1, 64))
        delay = next_delay(policy, attempt, Random(seed))
        self.assertLessEqual(delay, full)
        self.assertGreaterEqual(delay, full * (1 - jitter) - 1e-9)

    @given(st.text(max_size=40))
    @FUZZ
    def test_any_retry_after(self, text):
        """J6: no header value can break the reading of Retry-After."""
        result = parse_retry_after(text, datetime(2026, 1, 1))
        self.assertTrue(result is None or result >= 0)


@tagged("-at_install", "post_install")
class TestOutcome(BaseCase):
    def test_classes_of_failure(self):
        """J6: waiting is no failure, and only done and skipped end a step."""
        record = SimpleNamespace(_name="stock.picking", id=7)
        done = Outcome.done(record, note="confirmed")
        self.assertEqual((done.res_model, done.res_id), ("stock.picking", 7))
        business = Outcome.business("no_order", "No order.", amount=Decimal("9.50"))
        outcomes = {
            "done": done,
            "skipped": Outcome.skipped("not ours"),
            "waiting": Outcome.waiting("no_shipment", "No shipment yet."),
            "business": business,
            "transient": Outcome.transient("timeout"),
            "permanent": Outcome.permanent("gone"),
        }
        self.assertEqual([o.kind for o in outcomes.values()], list(outcomes))
        final = {kind for kind, outcome in outcomes.items() if outcome.is_final}
        failed = {kind for kind, outcome in outcomes.items() if outcome.is_failure}
        self.assertEqual(final, {"done", "skipped"})
        self.assertEqual(failed, {"business", "transient", "permanent"})
        self.assertEqual(business.amount, Decimal("9.50"))
        self.assertIsNone(Outcome.done().res_id)
