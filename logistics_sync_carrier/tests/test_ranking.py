# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import csv
import itertools
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.ranking import (
    Fact,
    Kind,
    advance,
    draw,
    fold,
    key_of,
    localise,
    roll_up,
)

CATALOGUE = Path(__file__).parents[1] / "data" / "logistics.milestone.type.csv"
START = datetime(2026, 11, 20)


def read_catalogue():
    with CATALOGUE.open(newline="", encoding="utf-8") as lines:
        return {
            row["code"]: Kind(
                code=row["code"],
                rank=int(row["rank"]),
                sequence=int(row["sequence"]),
                status=row["status"] or None,
                terminal=row["terminal"] == "True",
                moves_state=row["moves_state"] == "True",
                attention=row["attention"],
            )
            for row in csv.DictReader(lines)
        }


KINDS = read_catalogue()
PARTIAL = KINDS["partially_delivered"]
PACKAGES = ("A", "B", "C")

facts = st.builds(
    Fact,
    kind=st.sampled_from(list(KINDS.values())),
    classifier=st.sampled_from(["actual", "actual", "estimated", "planned"]),
    occurred_at=st.one_of(
        st.none(), st.integers(0, 500).map(lambda hours: START + timedelta(hours=hours))
    ),
    received_at=st.integers(0, 900).map(lambda hours: START + timedelta(hours=hours)),
    package=st.sampled_from((None, *PACKAGES)),
    estimated_at=st.one_of(
        st.none(), st.integers(0, 500).map(lambda hours: START + timedelta(hours=hours))
    ),
)


def fact(code, hours=0, package=None, classifier="actual", received=None):
    at = START + timedelta(hours=hours)
    late = START + timedelta(hours=hours if received is None else received)
    return Fact(KINDS[code], classifier, at, late, package)


@tagged("post_install", "-at_install")
class TestRanking(BaseCase):
    @settings(max_examples=300, deadline=None)
    @given(st.lists(facts, max_size=12), st.randoms())
    def test_order_of_arrival_is_irrelevant(self, timeline, random):
        """B10: the same facts in any order give the same picture."""
        shuffled = list(timeline)
        random.shuffle(shuffled)
        self.assertEqual(
            draw(timeline, PACKAGES, PARTIAL), draw(shuffled, PACKAGES, PARTIAL)
        )

    @settings(max_examples=300, deadline=None)
    @given(st.lists(facts, max_size=12))
    def test_a_package_never_goes_back(self, timeline):
        """B10: each further fact leaves the state or raises its rank."""
        state = None
        for one in timeline:
            after = advance(state, one)
            self.assertGreaterEqual(key_of(after), key_of(state))
            if after is not state:
                self.assertTrue(one.moves)
                self.assertGreater(one.kind.key, key_of(state))
            state = after

    @settings(max_examples=300, deadline=None)
    @given(st.lists(facts, max_size=12), facts)
    def test_estimates_and_news_never_move(self, timeline, extra):
        """B10: what is not an actual movement leaves every state as it was."""
        if extra.moves:
            extra = Fact(
                extra.kind,
                "estimated",
                extra.occurred_at,
                extra.received_at,
                extra.package,
            )
        before = draw(timeline, PACKAGES, PARTIAL)
        after = draw([*timeline, extra], PACKAGES, PARTIAL)
        self.assertEqual(before.kind, after.kind)
        self.assertEqual(before.packages, after.packages)
        self.assertEqual(before.last_moved_at, after.last_moved_at)
        self.assertEqual(before.delivered_at, after.delivered_at)

    @settings(max_examples=300, deadline=None)
    @given(st.lists(facts, max_size=12))
    def test_delivered_means_every_package(self, timeline):
        """B10: a shipment is delivered only when no live package is elsewhere."""
        picture = draw(timeline, PACKAGES, PARTIAL)
        if picture.kind and picture.kind.is_delivered:
            own = fold(one for one in timeline if one.package is None)
            standing = [
                max(own, kind, key=key_of) for kind in picture.packages.values()
            ]
            live = [kind for kind in standing if not (kind and kind.is_withdrawn)]
            self.assertTrue(all(kind and kind.is_delivered for kind in live))

    @settings(max_examples=200, deadline=None)
    @given(st.lists(facts, max_size=12))
    def test_times_are_times_that_were_told(self, timeline):
        """A4: no time is invented; a missing one stays missing."""
        told = {one.occurred_at for one in timeline} | {None}
        picture = draw(timeline, PACKAGES, PARTIAL)
        self.assertIn(picture.shipped_at, told)
        self.assertIn(picture.delivered_at, told)
        self.assertIn(picture.last_moved_at, told)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(facts, max_size=12), st.integers(min_value=-5, max_value=100))
    def test_our_own_dispatch_fills_the_gap(self, timeline, hour):
        """A4: our dispatch counts if no carrier tells one, and never after a move."""
        issued = START + timedelta(hours=hour)
        told = draw(timeline, PACKAGES, PARTIAL).shipped_at
        known = draw(timeline, PACKAGES, PARTIAL, None, issued).shipped_at
        moves = [one.occurred_at for one in timeline if one.moves and one.occurred_at]
        late = bool(moves) and min(moves) < issued
        self.assertEqual(known, told or (None if late else issued))

    def test_delivered_then_in_transit_stays_delivered(self):
        """B10: a late scan after the delivery is history."""
        timeline = [fact("delivered", 10), fact("in_transit", 2, received=20)]
        picture = draw(timeline, [], PARTIAL)
        self.assertEqual(picture.kind.code, "delivered")
        self.assertEqual(picture.delivered_at, START + timedelta(hours=10))
        self.assertEqual(picture.shipped_at, START + timedelta(hours=2))

    def test_a_later_estimate_does_not_win(self):
        """B10: an estimate dated after the departure leaves the departure standing."""
        timeline = [
            fact("eta_updated", 48, classifier="estimated"),
            fact("picked_up", 24),
        ]
        self.assertEqual(draw(timeline, [], PARTIAL).kind.code, "picked_up")

    def test_unknown_and_info_say_nothing(self):
        """B10, F14: unknown and informative news never become the latest state."""
        timeline = [fact("picked_up", 1), fact("unknown", 5), fact("info", 6)]
        picture = draw(timeline, [], PARTIAL)
        self.assertEqual(picture.kind.code, "picked_up")
        self.assertEqual(picture.last_moved_at, START + timedelta(hours=1))

    def test_one_of_two_packages_delivered(self):
        """B10: one delivered package makes a shipment partly delivered."""
        timeline = [fact("out_for_delivery", 1, "B"), fact("delivered", 2, "A")]
        picture = draw(timeline, ["A", "B"], PARTIAL)
        self.assertEqual(picture.kind.code, "partially_delivered")
        self.assertIsNone(picture.delivered_at)
        self.assertEqual(picture.package_delivered_at["A"], START + timedelta(hours=2))
        both = draw([*timeline, fact("delivered", 9, "B")], ["A", "B"], PARTIAL)
        self.assertEqual(both.kind.code, "delivered")
        self.assertEqual(both.delivered_at, START + timedelta(hours=9))

    def test_an_event_of_the_whole_shipment_counts_for_each_package(self):
        """A4: an LTL delivery by PRO number delivers every package."""
        timeline = [fact("in_transit", 1, "A"), fact("delivered", 5)]
        picture = draw(timeline, ["A", "B"], PARTIAL)
        self.assertEqual(picture.kind.code, "delivered")
        self.assertEqual(picture.delivered_at, START + timedelta(hours=5))

    def test_damage_noted_at_delivery_wins_over_plain_delivered(self):
        """B10: of two deliveries of equal rank the one with damage stands, always."""
        both = [fact("delivered", 5), fact("delivered_exception", 5)]
        for order in itertools.permutations(both):
            self.assertEqual(fold(order).code, "delivered_exception")

    def test_voided_and_lost_packages(self):
        """B10: a voided label does not hold a shipment back, a lost package does."""
        delivered = KINDS["delivered"]
        self.assertEqual(
            roll_up(None, [delivered, KINDS["cancelled"]], PARTIAL), delivered
        )
        self.assertEqual(roll_up(None, [delivered, KINDS["lost"]], PARTIAL), PARTIAL)
        moving = KINDS["in_transit"]
        self.assertEqual(roll_up(None, [moving, KINDS["lost"]], PARTIAL), moving)
        self.assertEqual(
            roll_up(None, [KINDS["lost"], KINDS["lost"]], PARTIAL), KINDS["lost"]
        )

    def test_proof_of_delivery_follows_delivery(self):
        """F3: with every proof received the shipment says so, and stays delivered."""
        timeline = [fact("delivered", 5, "A"), fact("pod_received", 6, "A")]
        picture = draw(timeline, ["A"], PARTIAL)
        self.assertEqual(picture.kind.code, "pod_received")
        self.assertEqual(picture.kind.status, "delivered")
        self.assertEqual(picture.delivered_at, START + timedelta(hours=5))

    def test_delivery_to_a_connecting_line_is_no_delivery(self):
        """B10: delivered by a carrier that is not the last one is a hand-over."""
        interline = KINDS["interline_transfer"]
        for code in ("delivered", "delivered_exception", "partially_delivered"):
            kind = localise(KINDS[code], interline, final_leg=False)
            self.assertEqual(kind, interline)
            self.assertEqual(
                localise(KINDS[code], interline, final_leg=True), KINDS[code]
            )
        moving = KINDS["in_transit"]
        self.assertEqual(localise(moving, interline, final_leg=False), moving)

    def test_attention_ends_when_the_goods_move_on(self):
        """F2: a delay is over with the next movement; damage waits for a person."""
        delayed = [fact("picked_up", 1), fact("delayed", 5)]
        self.assertEqual(draw(delayed, [], PARTIAL).problem.code, "delayed")
        moved = [*delayed, fact("arrived_facility", 8)]
        self.assertIsNone(draw(moved, [], PARTIAL).problem)
        damaged = [fact("damaged", 5), fact("delivered", 8)]
        self.assertEqual(draw(damaged, [], PARTIAL).problem.code, "damaged")
        handled = START + timedelta(hours=5)
        self.assertIsNone(draw(damaged, [], PARTIAL, handled).problem)

    def test_the_estimate_heard_last_counts(self):
        """A4: the expected delivery is what was heard last, not the latest date."""
        early = Fact(
            KINDS["eta_updated"],
            "estimated",
            None,
            START,
            None,
            START + timedelta(days=9),
        )
        late = Fact(
            KINDS["eta_updated"],
            "estimated",
            None,
            START + timedelta(hours=1),
            None,
            START + timedelta(days=2),
        )
        for order in ([early, late], [late, early]):
            self.assertEqual(
                draw(order, [], PARTIAL).estimated_at, START + timedelta(days=2)
            )
