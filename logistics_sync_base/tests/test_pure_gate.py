# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.breaker import (
    FOREVER,
    Breaker,
    BreakerSettings,
    ask,
    judge,
    open_by_hand,
    tell,
)
from ..core.gate import Gate, Rules, enter, leave, loosen
from ..core.throttle import Limits, Usage, get_wait, take

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)
NOW = 1_795_000_000.0
THREE = BreakerSettings(failures=3, cool_down=60)


def fail(breaker, times=1, now=NOW, token="a"):
    for _ in range(times):
        breaker = tell(breaker, THREE, now, token, "failed")
    return breaker


@tagged("-at_install", "post_install")
class TestBreaker(BaseCase):
    def test_opens_rests_tries_once_and_closes(self):
        """K10: failures in a row open it; after the rest one trial call decides."""
        breaker = fail(Breaker(), 2)
        self.assertEqual(breaker.state, "closed")
        breaker = tell(breaker, THREE, NOW, "a", "alive")
        breaker = fail(breaker, 3)
        self.assertEqual((breaker.state, breaker.open_until), ("open", NOW + 60))
        self.assertEqual(ask(breaker, NOW + 59, "b", 100), (breaker, False))
        probing, may = ask(breaker, NOW + 60, "b", 100)
        self.assertTrue(may)
        self.assertEqual(probing.state, "half_open")
        self.assertEqual(ask(probing, NOW + 61, "c", 100), (probing, False))
        again = tell(probing, THREE, NOW + 62, "b", "failed")
        self.assertEqual((again.state, again.open_until), ("open", NOW + 122))
        self.assertEqual(tell(probing, THREE, NOW + 62, "b", "alive"), Breaker())

    def test_a_lost_trial_is_followed_by_another(self):
        """K10: a worker that dies with the trial call does not keep it for ever."""
        probing, __ = ask(fail(Breaker(), 3), NOW + 60, "b", 100)
        later, may = ask(probing, NOW + 160, "c", 100)
        self.assertTrue(may)
        self.assertEqual(later.probe, "c")
        # What the lost one tells after all counts no more.
        self.assertEqual(tell(later, THREE, NOW + 161, "b", "alive"), later)

    def test_a_trial_that_called_nobody_gives_its_turn_back(self):
        """K10: a document nobody could write says nothing of the partner."""
        probing, __ = ask(fail(Breaker(), 3), NOW + 60, "b", 100)
        rested = tell(probing, THREE, NOW + 60, "b", "unknown")
        self.assertEqual(ask(rested, NOW + 60, "c", 100)[1], True)

    def test_by_hand(self):
        """K10: opened by a person it stays open; only a person closes it."""
        breaker = open_by_hand(Breaker())
        self.assertEqual(breaker.open_until, FOREVER)
        self.assertFalse(ask(breaker, NOW + 1e7, "a", 100)[1])
        self.assertEqual(tell(breaker, THREE, NOW, "a", "alive"), breaker)

    def test_the_partner_may_ask_for_a_longer_rest(self):
        """K10, K11: Retry-After of a partner that is down lengthens the rest."""
        breaker = fail(Breaker(), 2)
        breaker = tell(breaker, THREE, NOW, "a", "failed", rest=600)
        self.assertEqual(breaker.open_until, NOW + 600)

    def test_what_a_call_says_of_the_partner(self):
        """K10: an answer that refuses one document is a sign of life."""
        for status in (200, 400, 401, 404, 422, 425, 429):
            self.assertEqual(judge(status, "transient"), "alive")
        for status in (408, 500, 503):
            self.assertEqual(judge(status, "permanent"), "failed")
        self.assertEqual(judge(None, "transient"), "failed")
        self.assertEqual(judge(None, "success"), "alive")
        self.assertEqual(judge(None, "business"), "unknown")
        self.assertEqual(judge(None, "transient", began=False), "unknown")

    @given(
        st.lists(
            st.tuples(st.sampled_from("ask alive failed".split()), st.integers(0, 90)),
            max_size=60,
        )
    )
    @FUZZ
    def test_never_two_trials(self, steps):
        """K10: whatever happens, at most one call is out while it is half open."""
        breaker, now, out, number = Breaker(), NOW, [], 0
        for what, seconds in steps:
            now += seconds
            if what == "ask":
                number += 1
                breaker, may = ask(breaker, now, str(number), 1e9)
                if may:
                    out.append((str(number), breaker.state))
            elif out:
                token, __ = out.pop(0)
                breaker = tell(breaker, THREE, now, token, what)
            trials = [one for one in out if one[1] == "half_open"]
            self.assertLessEqual(len(trials), 1)
            if breaker.state == "half_open":
                self.assertEqual([one[0] for one in trials], [breaker.probe])


@tagged("-at_install", "post_install")
class TestThrottle(BaseCase):
    def test_ten_a_minute(self):
        """K11: of fifty calls at ten a minute the last begins after four minutes."""
        limits, usage, now = Limits(per_minute=10), Usage(), NOW
        times = []
        for _ in range(50):
            if wait := get_wait(usage, limits, now):
                self.assertEqual(wait.reason, "rate")
                now = wait.until
            self.assertIsNone(get_wait(usage, limits, now))
            usage = take(usage, limits, now)
            times.append(now - NOW)
        self.assertAlmostEqual(times[1], 6, places=3)
        self.assertAlmostEqual(times[-1], 49 * 6, places=2)
        self.assertAlmostEqual(times[30], 180, places=2)

    def test_a_burst_after_a_pause(self):
        """K11: so many may go at once as the partner takes, then one by one."""
        limits, usage = Limits(per_minute=60, burst=5), Usage()
        for _ in range(5):
            self.assertIsNone(get_wait(usage, limits, NOW))
            usage = take(usage, limits, NOW)
        self.assertAlmostEqual(get_wait(usage, limits, NOW).until, NOW + 1, places=5)

    def test_quota_of_the_partners_day(self):
        """K11: the day of a quota is the partner's, also when it has 25 hours."""
        zone = ZoneInfo("Europe/Berlin")
        now = datetime(2026, 10, 25, 1, 30, tzinfo=zone).timestamp()
        limits = Limits(per_hour=2, per_day=3)
        usage = take(Usage(), limits, now, zone, 2)
        wait = get_wait(usage, limits, now, zone)
        self.assertEqual((wait.reason, wait.until), ("hour", now + 1800))
        usage = take(usage, limits, wait.until, zone)
        wait = get_wait(usage, limits, wait.until, zone)
        midnight = datetime(2026, 10, 26, tzinfo=zone).timestamp()
        self.assertEqual((wait.reason, wait.until), ("day", midnight))
        self.assertEqual(midnight - now, 23.5 * 3600)
        self.assertIsNone(get_wait(usage, limits, midnight, zone))

    def test_what_is_kept_is_read_again(self):
        """K11: usage goes through the database unchanged."""
        usage = take(Usage(), Limits(per_minute=7, burst=3), NOW)
        self.assertEqual(Usage.load(usage.dump() | {"of": "a later version"}), usage)
        self.assertEqual(Usage.load(None), Usage())

    @given(
        st.integers(1, 90),
        st.integers(1, 20),
        st.lists(st.floats(0, 30), min_size=1, max_size=150),
    )
    @FUZZ
    def test_never_more_than_allowed(self, rate, burst, pauses):
        """K11: however they come, no minute sees more calls than agreed."""
        limits, usage, now, times = Limits(rate, burst), Usage(), NOW, []
        for pause in pauses:
            now += pause
            wait = get_wait(usage, limits, now)
            if wait:
                # Nobody waits in vain: at that time it may go.
                self.assertGreater(wait.until, now)
                self.assertIsNone(get_wait(usage, limits, wait.until))
                continue
            usage = take(usage, limits, now)
            times.append(now)
        for first in times:
            within = [one for one in times if first <= one < first + 60 - 1e-3]
            self.assertLessEqual(len(within), rate + burst)

    @given(st.floats(-1e6, 1e6), st.integers(1, 100))
    @FUZZ
    def test_a_clock_that_jumps(self, jump, rate):
        """K11: a clock set back locks nobody out for longer than one call's share."""
        limits = Limits(rate)
        usage = take(Usage(), limits, NOW)
        wait = get_wait(usage, limits, NOW + jump)
        if wait:
            self.assertLessEqual(wait.until, NOW + jump + 60 / rate + 1e-3)


@tagged("-at_install", "post_install")
class TestGate(BaseCase):
    def test_own_waiting_is_told(self):
        """K26: fifty due at once, ten a minute: the 31st was kept waiting 180 s."""
        rules, gate, now, waited = Rules(Limits(per_minute=10)), Gate(), NOW, []
        for number in range(50):
            gate, entry = enter(gate, rules, now, str(number), due=NOW)
            if entry.wait:
                now = entry.wait.until
                gate, entry = enter(gate, rules, now, str(number), due=NOW)
            self.assertIsNone(entry.wait)
            waited.append(entry.limited)
            gate = leave(gate, rules, now + 0.2, str(number), "alive")
        self.assertEqual(waited[0], 0)
        self.assertAlmostEqual(waited[30], 180, delta=0.1)
        # Whoever comes after that crowd and finds it free was not kept waiting.
        __, entry = enter(gate, rules, now + 60, "late", due=now + 60)
        self.assertEqual((entry.wait, entry.limited), (None, 0))

    def test_a_late_worker_is_not_the_limits_fault(self):
        """K26: time before the limit was reached is not put down to it."""
        rules = Rules(Limits(per_minute=60, burst=2))
        gate = Gate()
        for number in range(2):
            gate, entry = enter(gate, rules, NOW + 100, str(number), due=NOW)
            self.assertEqual(entry.limited, 0)
        gate, entry = enter(gate, rules, NOW + 101, "c", due=NOW)
        self.assertAlmostEqual(entry.limited, 1, places=3)

    def test_places_in_flight(self):
        """K11: a full house holds everybody; whoever leaves lets the next one in."""
        rules, gate = Rules(Limits(at_once=1)), Gate(slots={"a": "t"})
        gate, entry = enter(gate, rules, NOW, "b", due=NOW, free_at=NOW + 120)
        self.assertEqual(entry.wait.reason, "at_once")
        self.assertEqual(gate.closed_until, NOW + 120)
        gate = leave(gate, rules, NOW + 3, "a", "alive")
        self.assertEqual((gate.slots, gate.closed_until), ({}, NOW + 3))
        __, entry = enter(gate, rules, NOW + 3, "b", due=NOW)
        self.assertEqual((entry.wait, entry.limited), (None, 3))

    def test_the_partner_asks_everybody_to_wait(self):
        """K11: 429 with Retry-After closes the gate until then, at most for a day."""
        rules, gate = Rules(), Gate()
        gate = leave(gate, rules, NOW, "a", "alive", rest=30, throttled=True)
        self.assertEqual(gate.closed_until, NOW + 30)
        gate, entry = enter(gate, rules, NOW + 10, "b", due=NOW)
        self.assertEqual((entry.wait.until, entry.wait.reason), (NOW + 30, "asked"))
        self.assertEqual(loosen(gate, Limits(), NOW + 10).closed_until, NOW + 30)
        __, entry = enter(gate, rules, NOW + 30, "b", due=NOW)
        self.assertEqual((entry.wait, entry.limited), (None, 30))
        gate = leave(gate, rules, NOW, "a", "alive", rest=9e8, throttled=True)
        self.assertEqual(gate.closed_until, NOW + 86400)

    def test_limits_can_be_raised(self):
        """K11, N4: a raised limit holds at once, for everybody."""
        rules = Rules(Limits(per_hour=1))
        gate, __ = enter(Gate(), rules, NOW, "a", due=NOW)
        self.assertGreater(gate.closed_until, NOW)
        more = Rules(Limits(per_hour=2))
        gate = loosen(gate, more.limits, NOW + 1)
        gate, entry = enter(gate, more, NOW + 1, "b", due=NOW)
        self.assertIsNone(entry.wait)

    def test_further_calls_are_a_debt(self):
        """K11: calls made beside the one that entered count as well."""
        rules = Rules(Limits(per_minute=60, burst=3))
        gate, __ = enter(Gate(), rules, NOW, "a", due=NOW)
        gate = leave(gate, rules, NOW, "a", "alive", extra_calls=4)
        gate, entry = enter(gate, rules, NOW, "b", due=NOW)
        self.assertAlmostEqual(entry.wait.until, NOW + 3, places=5)

    def test_a_trial_that_the_limits_refuse_is_none(self):
        """K10, K11: the breaker's trial waits for its share like any other call."""
        rules = Rules(Limits(per_minute=1), THREE)
        gate = Gate(breaker=fail(Breaker(), 3, NOW - 100))
        gate, entry = enter(gate, rules, NOW, "a", due=NOW)
        self.assertTrue(entry.is_probe)
        gate = leave(gate, rules, NOW, "a", "unknown")
        gate, entry = enter(gate, rules, NOW + 1, "b", due=NOW)
        self.assertEqual(entry.wait.reason, "rate")
        self.assertEqual(gate.breaker.state, "open")
