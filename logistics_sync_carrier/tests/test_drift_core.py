# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..core.drift import AHEAD, BEHIND, Statement, compare, event_of
from ..core.ranking import Kind

BOOKED = Kind("booked", 5, 10, "planned")
TRANSIT = Kind("in_transit", 30, 90, "in_transit")
FACILITY = Kind("arrived_facility", 32, 100, "in_transit")
CLEARED = Kind("customs_cleared", 45, 180, "in_transit")
DELIVERED = Kind("delivered", 80, 270, "delivered", terminal=True)
PROOF = Kind("pod_received", 90, 290, "delivered", terminal=True)
DELAYED = Kind("delayed", 0, 300, None, moves_state=False)
KINDS = [BOOKED, TRANSIT, FACILITY, CLEARED, DELIVERED, PROOF, DELAYED]


def say(key, kind, subject="P1", classifier="actual"):
    return Statement(key, subject, kind, classifier, None)


def judge(kind, ours, **values):
    return compare([say(1, kind, **values)], {"P1": ours})[1].direction


class TestDrift(BaseCase):
    def test_who_is_further(self):
        """B18: a partner that is further or behind differs; the same state does not."""
        self.assertEqual(judge(DELIVERED, TRANSIT), AHEAD)
        self.assertEqual(judge(DELIVERED, None), AHEAD)
        self.assertEqual(judge(TRANSIT, DELIVERED), BEHIND)
        self.assertIsNone(judge(DELIVERED, DELIVERED))
        self.assertIsNone(judge(FACILITY, TRANSIT))
        self.assertIsNone(judge(TRANSIT, FACILITY))

    def test_what_releases_money_is_missed(self):
        """B18: a proof or a clearance we were not told is a difference of its own."""
        self.assertEqual(judge(PROOF, DELIVERED), AHEAD)
        self.assertEqual(judge(CLEARED, TRANSIT), AHEAD)

    def test_words_without_movement_differ_from_nothing(self):
        """B18: estimates and notices are no state."""
        self.assertIsNone(judge(DELIVERED, TRANSIT, classifier="estimated"))
        self.assertIsNone(judge(DELAYED, TRANSIT))

    def test_a_history_counts_by_its_end(self):
        """B18: of a whole history only the furthest statement is compared."""
        verdicts = compare(
            [say(1, BOOKED), say(2, DELIVERED), say(3, TRANSIT)], {"P1": TRANSIT}
        )
        self.assertEqual(verdicts[2].direction, AHEAD)
        self.assertTrue(verdicts[1].superseded and verdicts[3].superseded)

    def test_the_missing_event_is_the_one_the_partner_would_have_sent(self):
        """B18, A3: but for its type it is the same fact."""
        canonical = {"event_type": "status_snapshot", "milestone": "delivered"}
        self.assertEqual(
            event_of(canonical), {"event_type": "delivered", "milestone": "delivered"}
        )

    @settings(derandomize=True, max_examples=200, deadline=None)
    @given(
        said=st.lists(st.sampled_from(KINDS), min_size=1, max_size=6),
        ours=st.sampled_from([None, *KINDS[:-1]]),
    )
    def test_healing_ends_the_difference(self, said, ours):
        """B18: at most one difference a parcel, and none once it was applied."""
        statements = [say(place, kind) for place, kind in enumerate(said)]
        verdicts = compare(statements, {"P1": ours})
        self.assertEqual(len(verdicts), len(said))
        ahead = [key for key, verdict in verdicts.items() if verdict.direction == AHEAD]
        self.assertLessEqual(len(ahead), 1)
        if ahead:
            healed = said[ahead[0]]
            again = compare(statements, {"P1": healed})
            self.assertFalse([v for v in again.values() if v.direction])
