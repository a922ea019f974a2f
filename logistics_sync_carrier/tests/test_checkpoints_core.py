# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core import checkpoints as cp
from ..core.checkpoints import Deadline, Fact, Scope, choose, evaluate

START = datetime(2026, 11, 20, 8, 0)
EIGHT = [kind for kind in cp.KINDS if kind != cp.PICKED_UP]
DEADLINES = {kind: Deadline(4) for kind in EIGHT}


def at(hours):
    return START + timedelta(hours=hours)


def judge(facts, now, **values):
    checks = evaluate(DEADLINES, facts, START, now, **values)
    return {check.kind: check for check in checks}


class TestCheckpoints(BaseCase):
    def test_a_late_step_is_late_alone(self):
        """B26, E5: the waiting step is late, those after it say what blocks them."""
        checks = judge({cp.RELEASED: Fact(START)}, at(6))
        self.assertEqual(list(checks), EIGHT)
        self.assertEqual(checks[cp.RELEASED].state, cp.DONE)
        late = checks[cp.WAREHOUSE]
        self.assertEqual((late.state, late.due_at), (cp.OVERDUE, at(4)))
        for kind in EIGHT[2:]:
            check = checks[kind]
            self.assertEqual((check.state, check.blocked_by), ("blocked", cp.WAREHOUSE))
            self.assertIsNone(check.due_at)

    def test_the_clock_starts_with_the_step_before(self):
        """E5: each due time counts from what really happened before."""
        facts = {cp.RELEASED: Fact(START), cp.WAREHOUSE: Fact(at(5), at(7))}
        checks = judge(facts, at(8))
        self.assertEqual(checks[cp.WAREHOUSE].due_at, at(4))
        booked = checks[cp.BOOKED]
        self.assertEqual((booked.state, booked.due_at), (cp.DUE, at(9)))
        self.assertEqual(checks[cp.DELIVERED].blocked_by, cp.BOOKED)

    def test_counted_from_the_confirmation(self):
        """E5: a deadline may count from the order, even while it is blocked."""
        deadlines = DEADLINES | {cp.DELIVERED: Deadline(48, cp.FROM_CONFIRMATION)}
        checks = evaluate(deadlines, {}, START, at(1))
        found = {check.kind: check for check in checks}
        self.assertEqual(found[cp.DELIVERED].due_at, at(48))
        self.assertEqual(found[cp.DELIVERED].blocked_by, cp.RELEASED)

    def test_a_later_fact_proves_an_earlier_one(self):
        """E5: delivered means booked, at a time nobody told; not confirmed by us."""
        checks = judge({cp.RELEASED: Fact(START), cp.DELIVERED: Fact(at(9))}, at(10))
        booked = checks[cp.BOOKED]
        self.assertEqual((booked.state, booked.implied_by), (cp.DONE, cp.DELIVERED))
        self.assertIsNone(booked.fact.at)
        self.assertEqual(checks[cp.WAREHOUSE].state, cp.OVERDUE)

    def test_steps_that_are_not_needed_block_nobody(self):
        """E5: without a proof demanded, invoicing follows the delivery."""
        facts = {
            kind: Fact(START) for kind in (cp.RELEASED, cp.WAREHOUSE, cp.DELIVERED)
        }
        checks = judge(facts, at(1), not_needed={cp.POD})
        self.assertEqual(checks[cp.POD].state, cp.NOT_NEEDED)
        self.assertEqual(checks[cp.ELIGIBLE].state, cp.DUE)

    def test_what_a_release_waits_for(self):
        """E5: an invoice on dispatch does not wait for the delivery."""
        facts = {kind: Fact(START) for kind in (cp.RELEASED, cp.WAREHOUSE)}
        waits = {cp.ELIGIBLE: {cp.WAREHOUSE}}
        checks = judge(facts, at(1), waits=waits)
        self.assertEqual(checks[cp.ELIGIBLE].state, cp.DUE)
        self.assertEqual(checks[cp.INVOICED].blocked_by, cp.ELIGIBLE)
        waits = {cp.ELIGIBLE: {cp.DELIVERED}}
        checks = judge(facts, at(1), waits=waits)
        self.assertEqual(checks[cp.ELIGIBLE].blocked_by, cp.BOOKED)

    @settings(derandomize=True, max_examples=150, deadline=None)
    @given(
        done=st.sets(st.sampled_from(EIGHT)),
        skipped=st.sets(st.sampled_from(EIGHT)),
        hours=st.integers(0, 200),
    )
    def test_every_step_has_one_clear_state(self, done, skipped, hours):
        """B26: whoever blocks is itself open and not blocked; none is left out."""
        checks = judge(
            {kind: Fact(START) for kind in done}, at(hours), not_needed=skipped - done
        )
        self.assertEqual(list(checks), EIGHT)
        for check in checks.values():
            if check.state == cp.BLOCKED:
                self.assertIn(checks[check.blocked_by].state, (cp.DUE, cp.OVERDUE))
            if check.state == cp.OVERDUE:
                self.assertLess(check.due_at, at(hours))
            if check.kind in done:
                self.assertEqual(check.state, cp.DONE)

    def test_the_most_fitting_deadline_counts(self):
        """E5: delivery method before warehouse before company before everybody."""
        scopes = [
            Scope(1, cp.WAREHOUSE),
            Scope(2, cp.WAREHOUSE, company=1),
            Scope(3, cp.WAREHOUSE, warehouse=7),
            Scope(4, cp.WAREHOUSE, carrier=9),
            Scope(5, cp.WAREHOUSE, warehouse=7, sequence=5),
            Scope(6, cp.BOOKED, company=2),
        ]
        self.assertEqual(choose(scopes, 1, 7, 9)[cp.WAREHOUSE].key, 4)
        self.assertEqual(choose(scopes, 1, 7, None)[cp.WAREHOUSE].key, 5)
        self.assertEqual(choose(scopes, 1, 8, None)[cp.WAREHOUSE].key, 2)
        self.assertEqual(choose(scopes, 2, 8, None)[cp.WAREHOUSE].key, 1)
        self.assertNotIn(cp.BOOKED, choose(scopes, 1, 7, 9))
