# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.release import (
    ALL,
    ANY,
    Condition,
    Fact,
    Scope,
    Target,
    choose,
    evaluate,
)

START = datetime(2026, 11, 20, 8, 0)
KINDS = (
    "dispatched",
    "delivered",
    "proof_of_delivery",
    "export_cleared",
    "customs_cleared",
    "freight_validated",
    "tax_validated",
)
times = st.integers(0, 10_000).map(lambda minutes: START + timedelta(minutes=minutes))
facts = st.dictionaries(
    st.sampled_from(KINDS),
    st.builds(Fact, met=st.booleans(), at=st.none() | times),
)
conditions = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from([None, "A", "B"])), max_size=7
).map(
    lambda pairs: [
        Condition(index, kind, group) for index, (kind, group) in enumerate(pairs)
    ]
)
operators = st.sampled_from([ALL, ANY])

# The machine that runs the tests may be slow; that is no fault of the code.
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@tagged("post_install", "-at_install")
class TestReleaseCore(BaseCase):
    @QUICK
    @given(conditions, operators, facts)
    def test_met_means_nothing_is_missing(self, rule, operator, known):
        """G1, G9: a verdict is met exactly when it names nothing as missing."""
        verdict = evaluate(rule, operator, known, START)
        if rule:
            self.assertEqual(verdict.met, not verdict.missing)
        else:
            self.assertFalse(verdict.met, "no condition never means invoice at once")

    @QUICK
    @given(conditions, operators, facts)
    def test_formula(self, rule, operator, known):
        """G1: all = every group has one met; any = one group has all met."""
        groups = {}
        for condition in rule:
            groups.setdefault(condition.group or condition.key, []).append(
                known.get(condition.kind, Fact(False)).met
            )
        if operator == ALL:
            wanted = bool(groups) and all(any(group) for group in groups.values())
        else:
            wanted = any(all(group) for group in groups.values())
        self.assertEqual(evaluate(rule, operator, known, START).met, wanted)

    @QUICK
    @given(conditions, operators, facts, st.sampled_from(KINDS))
    def test_more_facts_never_take_back(self, rule, operator, known, kind):
        """G1, G9: one more fact never turns an eligible shipment ineligible."""
        before = evaluate(rule, operator, known, START)
        after = evaluate(rule, operator, {**known, kind: Fact(True)}, START)
        self.assertLessEqual(before.met, after.met)

    @QUICK
    @given(conditions, operators, facts)
    def test_gate_always_applies(self, rule, operator, known):
        """G1: goods that did not leave are never invoiced, whatever the rule says."""
        gate = Condition("gate", "goods_issued")
        self.assertFalse(evaluate(rule, operator, known, START, [gate]).met)
        issued = {**known, "goods_issued": Fact(True, START)}
        self.assertEqual(
            evaluate(rule, operator, issued, START, [gate]).met,
            evaluate(rule, operator, known, START).met,
        )

    @QUICK
    @given(conditions, operators, facts)
    def test_every_condition_is_answered(self, rule, operator, known):
        """G9: the checklist has every condition once, missing ones with a time."""
        checks = evaluate(rule, operator, known, START).checks
        self.assertEqual([check.condition for check in checks], rule)
        for check in checks:
            self.assertEqual(check.met, check.since is None)
            if not check.met:
                self.assertGreaterEqual(check.since, START)

    def test_waits_since_the_step_before(self):
        """G4, G9: proof of delivery is waited for since the delivery."""
        delivered = START + timedelta(hours=6)
        known = {
            "dispatched": Fact(True, START + timedelta(hours=1)),
            "delivered": Fact(True, delivered),
        }
        rule = [Condition(1, "delivered"), Condition(2, "proof_of_delivery")]
        verdict = evaluate(rule, ALL, known, START)
        self.assertEqual(verdict.first_missing, "proof_of_delivery")
        self.assertEqual(verdict.since, delivered)

    def test_unknown_time_is_not_now(self):
        """G9: a fact without a time is met without a time."""
        check = evaluate(
            [Condition(1, "delivered")], ALL, {"delivered": Fact(True)}, START
        ).checks[0]
        self.assertTrue(check.met)
        self.assertIsNone(check.met_at)

    def test_most_specific_rule(self):
        """G1: customer beats country beats company default, then sequence, then age."""
        general = Scope(1, 10)
        later = Scope(2, 5)
        country = Scope(3, 99, countries={7})
        customer = Scope(4, 99, partners={50})
        address = Scope(5, 99, partners={51})
        both = Scope(6, 99, partners={50}, countries={7})
        target = Target(partner=51, commercial_partner=50, country=7)

        def pick(*scopes):
            return choose(scopes, target)[0].key

        self.assertEqual(pick(general, later), 2)
        self.assertEqual(pick(general, later, country), 3)
        self.assertEqual(pick(general, country, customer), 4)
        self.assertEqual(pick(customer, country, address), 5)
        self.assertEqual(pick(customer, both), 6)
        self.assertIsNone(choose([Scope(1, 1, partners={9})], target))

    @QUICK
    @given(st.permutations(range(6)), st.integers(0, 3))
    def test_choice_does_not_depend_on_order(self, order, country):
        """G1: the same rules in any order give the same rule."""
        scopes = [
            Scope(
                key,
                sequence=key % 2,
                partners={1} if key > 3 else set(),
                countries={key % 3} if key % 2 else set(),
            )
            for key in range(6)
        ]
        target = Target(partner=1, commercial_partner=1, country=country)
        self.assertEqual(
            choose(scopes, target)[0],
            choose([scopes[index] for index in order], target)[0],
        )
