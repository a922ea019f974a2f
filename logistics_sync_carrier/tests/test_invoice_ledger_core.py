# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.ledger import Claim, Entry, Slot, free_parts, net_claims, plan

quantities = st.integers(0, 20).map(Decimal)


@st.composite
def situations(draw):
    """Moves cut into shipment lines, invoice lines, and entries that respect both."""
    slots, capacity = [], {}
    for move in range(1, draw(st.integers(1, 3)) + 1):
        parts = [draw(quantities) for _part in range(draw(st.integers(0, 2)))]
        rest = draw(quantities)
        for index, size in enumerate(parts):
            slots.append(Slot(move, move * 10 + index, size))
        slots.append(Slot(move, None, rest))
        capacity[move] = sum(parts, rest)
    claims = [Claim(key, draw(quantities)) for key in range(draw(st.integers(0, 4)))]
    return claims, slots, capacity


def apply(entries, result):
    kept = [
        replace(entry, quantity=entry.quantity - result.releases.get(entry.key, 0))
        for entry in entries
    ]
    first = max((entry.key for entry in entries), default=0) + 1
    new = [
        Entry(first + index, claim, slot.move, slot.part, quantity)
        for index, (claim, slot, quantity) in enumerate(result.grants)
    ]
    return [entry for entry in kept + new if entry.quantity]


# The machine that runs the tests may be slow; that is no fault of the code.
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@tagged("post_install", "-at_install")
class TestLedgerCore(BaseCase):
    @QUICK
    @given(situations(), st.lists(quantities, min_size=4, max_size=4))
    def test_never_more_than_moved(self, situation, changed):
        """B9, G13: whatever invoice lines do, a move is never billed twice."""
        claims, slots, capacity = situation
        entries = apply([], plan(claims, slots, [], capacity))
        edited = [
            Claim(claim.key, quantity)
            for claim, quantity in zip(claims, changed, strict=False)
        ]
        for wanted in (claims, edited, edited[1:], claims):
            entries = apply(entries, plan(wanted, slots, entries, capacity))
            billed = dict.fromkeys(capacity, Decimal(0))
            for entry in entries:
                billed[entry.move] += entry.quantity
            for move, quantity in billed.items():
                self.assertLessEqual(quantity, capacity[move])
            total = sum((claim.quantity for claim in wanted), Decimal(0))
            offered = sum(capacity.values(), Decimal(0))
            self.assertEqual(sum(billed.values(), Decimal(0)), min(total, offered))

    @QUICK
    @given(situations())
    def test_second_plan_changes_nothing(self, situation):
        """B6, B9: bringing the ledger in line twice is the same as once."""
        claims, slots, capacity = situation
        entries = apply([], plan(claims, slots, [], capacity))
        again = plan(claims, slots, entries, capacity)
        self.assertFalse(again.releases)
        self.assertFalse(again.grants)

    @QUICK
    @given(situations())
    def test_free_is_what_is_left(self, situation):
        """G13: what is billed and what is free make what was moved."""
        claims, slots, capacity = situation
        entries = apply([], plan(claims, slots, [], capacity))
        free = sum(free_parts(slots, entries, capacity).values(), Decimal(0))
        parts = sum((s.size for s in slots if s.part is not None), Decimal(0))
        billed_parts = sum((e.quantity for e in entries if e.part), Decimal(0))
        self.assertEqual(free, parts - billed_parts)

    def test_preferred_part_first(self):
        """G13: an invoice of a shipment takes the goods of that shipment."""
        slots = [Slot(1, 11, Decimal(6)), Slot(1, 12, Decimal(4))]
        result = plan([Claim(5, Decimal(4), (12,))], slots, [], {1: Decimal(10)})
        taken = [(slot.part, quantity) for _claim, slot, quantity in result.grants]
        self.assertEqual(taken, [(12, Decimal(4))])

    def test_credit_takes_from_the_invoice_it_reverses(self):
        """B9: a credit note gives back the quantity of its invoice, not of another."""
        lines = [
            (1, Decimal(6), "INV1", None),
            (2, Decimal(4), "INV2", None),
            (3, Decimal(-6), "RINV", "INV1"),
        ]
        self.assertEqual(net_claims(lines), {1: Decimal(0), 2: Decimal(4)})
        lines[2] = (3, Decimal(-5), "RINV", None)
        self.assertEqual(net_claims(lines), {1: Decimal(5), 2: Decimal(0)})
