# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.allocation import OpenLine, Shortage, Wanted, allocate
from ..core.matching import Clue, decide
from ..core.progress import delivery_status, order_status

quantities = st.integers(0, 20).map(Decimal)


def clue(kind, shipments):
    return Clue(kind, kind, None if shipments is None else frozenset(shipments))


@tagged("post_install", "-at_install")
class TestMatching(BaseCase):
    def test_references_that_agree(self):
        """A3: every known reference narrows it down; unknown ones do not vote."""
        verdict = decide(
            [clue("order", {1, 2}), clue("tracking", {2}), clue("pro", None)]
        )
        self.assertEqual((verdict.result, verdict.shipment), ("found", 2))

    def test_contradiction_is_not_decided_by_the_first(self):
        """G4: tracking says one shipment, the order another: a person decides."""
        clues = [clue("tracking", {1}), clue("order", {2})]
        for order in (clues, clues[::-1]):
            verdict = decide(order)
            self.assertEqual(verdict.result, "conflict")
            self.assertEqual({c.kind for c in verdict.against}, {"tracking", "order"})

    def test_an_order_without_shipments_contradicts_a_tracking_number(self):
        """G4: the number of another order's parcel is no match for this order."""
        verdict = decide([clue("tracking", {1}), clue("order", set())])
        self.assertEqual(verdict.result, "conflict")

    def test_three_that_only_contradict_together(self):
        """G4: a contradiction of three references is found too."""
        verdict = decide([clue("a", {1, 2}), clue("b", {2, 3}), clue("c", {1, 3})])
        self.assertEqual(verdict.result, "conflict")
        self.assertEqual(len(verdict.against), 3)

    def test_nothing_known(self):
        """G4: unknown, known but not shipped, and several are told apart."""
        self.assertEqual(decide([clue("tracking", None)]).result, "unknown")
        self.assertEqual(decide([]).result, "unknown")
        self.assertEqual(decide([clue("order", set())]).result, "not_shipped")
        self.assertEqual(decide([clue("order", {1, 2})]).result, "ambiguous")


@tagged("post_install", "-at_install")
class TestAllocation(BaseCase):
    @given(st.lists(quantities, min_size=1, max_size=5), quantities)
    def test_nothing_is_lost_or_made_up(self, opened, wanted):
        """E10: what is taken is what was wanted, and never more than is open."""
        lines = [OpenLine(key, 7) for key in range(len(opened))]
        remaining = dict(enumerate(opened))
        taken = allocate([Wanted(7, wanted)], lines, remaining)
        if wanted > sum(opened):
            self.assertEqual(taken, Shortage(7, wanted, sum(opened)))
            self.assertEqual(remaining, dict(enumerate(opened)))
        else:
            self.assertEqual(sum(taken.values()), wanted)
            self.assertEqual(sum(remaining.values()), sum(opened) - wanted)
            self.assertTrue(all(value >= 0 for value in remaining.values()))

    def test_named_line_first(self):
        """E10: an item that names its order line takes from that line."""
        lines = [OpenLine(1, 7, "a"), OpenLine(2, 7, "b")]
        remaining = {1: Decimal(5), 2: Decimal(5)}
        taken = allocate([Wanted(7, Decimal(3), "b")], lines, remaining)
        self.assertEqual(taken, {2: Decimal(3)})


@tagged("post_install", "-at_install")
class TestProgress(BaseCase):
    def test_order_status(self):
        """E9, E10, F2: what an order is called from its transfers and shipments."""
        done, open_ = ("done", None), ("assigned", None)
        cases = [
            ([], [], "none"),
            ([("cancel", None)], [], "none"),
            ([open_], [], "open"),
            ([("assigned", "picked"), open_], [], "picked"),
            ([("assigned", "packed")], [], "packed"),
            ([done, open_], ["in_transit"], "partially_shipped"),
            ([done], ["in_transit"], "shipped"),
            ([done], [], "shipped"),
            ([done, open_], ["delivered"], "partially_delivered"),
            ([done, done], ["delivered", "in_transit"], "partially_delivered"),
            ([done], ["delivered"], "delivered"),
            ([done], ["delivered", "cancelled"], "delivered"),
            ([done], ["exception", "delivered"], "exception"),
        ]
        for transfers, shipments, expected in cases:
            with self.subTest(transfers=transfers, shipments=shipments):
                self.assertEqual(order_status(transfers, shipments), expected)

    def test_delivery_status(self):
        """E9, F2: what a transfer is called."""
        self.assertEqual(delivery_status("assigned", None, []), "open")
        self.assertEqual(delivery_status("assigned", "picked", []), "picked")
        self.assertEqual(delivery_status("done", "packed", []), "shipped")
        self.assertEqual(delivery_status("done", None, ["delivered"]), "delivered")
        self.assertEqual(delivery_status("cancel", None, []), "none")
