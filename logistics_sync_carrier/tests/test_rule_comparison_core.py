# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..core.release import ALL, ANY, Condition, Fact, evaluate, satisfied_at
from ..core.rule_comparison import Billing, compare, get_match, told_at


@tagged("post_install", "-at_install")
class TestComparisonCore(BaseCase):
    def test_percentage_is_never_rounded_up(self):
        """L37: 100 means all of them; nothing to compare has no percentage."""
        self.assertEqual(get_match({"same": 2999, "later": 1}), Decimal("99.9"))
        self.assertEqual(get_match({"same": 3, "unknown": 5}), Decimal(100))
        self.assertEqual(get_match({"only_rule": 1}), Decimal(0))
        self.assertIsNone(get_match({"unknown": 4, "neither": 2}))

    def test_unknown_is_never_the_same(self):
        """L37: neither a missing day nor a missing amount counts as a match."""
        day, amount = date(2026, 11, 20), Decimal(5)
        for rule, invoice in (
            (Billing(None, amount), Billing(day, amount)),
            (Billing(day, None), Billing(day, None)),
            (Billing(None, None), Billing(None, None)),
            (None, Billing(None, amount)),
        ):
            self.assertEqual(compare(rule, invoice).result, "unknown")
        self.assertEqual(compare(Billing(None, None), None).result, "only_rule")
        cent = Decimal("0.01")
        near = compare(Billing(day, amount + cent), Billing(day, amount), cent)
        self.assertEqual((near.result, near.amount), ("same", cent))

    def test_when_all_packages_were_told_of(self):
        """L37: the first word on each package, the last of the packages."""
        early, late, last = (datetime(2026, 11, day) for day in (1, 2, 3))
        self.assertIsNone(told_at([], [1]))
        self.assertIsNone(told_at([(1, None)], [1]))
        self.assertEqual(told_at([(None, late), (None, early)], []), early)
        self.assertEqual(told_at([(1, early), (1, last), (2, late)], [1, 2]), late)
        self.assertEqual(told_at([(1, early), (None, late), (2, last)], [1, 2]), late)

    def test_since_when_a_rule_was_satisfied(self):
        """L37, G9: the last of all, the first of alternatives, groups alike."""
        early, late = datetime(2026, 11, 1), datetime(2026, 11, 2)
        gate = Condition("gate", "goods_issued")
        facts = {
            "delivered": Fact(True, early),
            "dispatched": Fact(True, late),
            "customs_cleared": Fact(True),
            "goods_issued": Fact(True, early),
        }

        def since(operator, *conditions):
            listed = [
                Condition(number, kind, group)
                for number, (kind, group) in enumerate(conditions)
            ]
            verdict = evaluate(listed, operator, facts, early, [gate])
            return satisfied_at(verdict, operator, [gate])

        both = (("delivered", None), ("dispatched", None))
        grouped = (("delivered", "A"), ("dispatched", "A"))
        missing = ("proof_of_delivery", None)
        timeless = ("customs_cleared", None)
        self.assertEqual(since(ALL, *both), late)
        self.assertEqual(since(ANY, *both), early)
        self.assertEqual(since(ALL, *grouped), early)
        self.assertEqual(since(ANY, *grouped), late)
        self.assertEqual(since(ANY, *both, missing), early)
        self.assertIsNone(since(ALL, *both, missing))
        self.assertIsNone(since(ALL, *both, timeless))
        self.assertIsNone(since(ANY, *both, timeless))
