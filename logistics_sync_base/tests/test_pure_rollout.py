# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.rollout import Switch, decide, settle


def switch(key, is_on, **wants):
    return Switch(key, is_on, frozenset(wants.items()))


PLACES = st.dictionaries(
    st.sampled_from(["company", "warehouse", "carrier"]), st.integers(1, 2)
)
FEATURES = st.sampled_from(["orders", "invoices"])
SWITCHES = st.lists(
    st.tuples(st.booleans(), st.none() | FEATURES, PLACES), max_size=6
).map(
    lambda rows: [
        switch(key, is_on, **places, **({"feature": feature} if feature else {}))
        for key, (is_on, feature, places) in enumerate(rows)
    ]
)


@tagged("post_install", "-at_install")
class TestRolloutCore(BaseCase):
    def test_what_names_most_counts(self):
        """N11: everything off but one warehouse of one company."""
        switches = [
            switch(1, False),
            switch(2, True, company=1, warehouse=7),
            switch(3, False, company=1, warehouse=7, feature="invoices"),
        ]

        def is_on(**case):
            return decide(switches, case).is_on

        self.assertFalse(is_on(company=1, warehouse=8, feature="orders"))
        self.assertTrue(is_on(company=1, warehouse=7, feature="orders"))
        self.assertFalse(is_on(company=1, warehouse=7, feature="invoices"))
        self.assertFalse(is_on(company=1, feature="orders"), "warehouse unknown")

    def test_of_equals_the_one_that_is_off_counts(self):
        """N11: in doubt Odoo is left as it is, whichever switch was first."""
        for first, second in ((True, False), (False, True)):
            switches = [switch(1, first, company=1), switch(2, second, carrier=3)]
            chosen = decide(switches, {"company": 1, "carrier": 3})
            self.assertFalse(chosen.is_on)

    def test_without_a_switch_it_is_on(self):
        """N11: nothing configured changes nothing."""
        self.assertIsNone(decide([], {"company": 1}))
        self.assertTrue(settle([], "orders"))
        self.assertIsNone(settle([switch(1, False, company=1)], "orders"))

    @settings(max_examples=100, derandomize=True, deadline=None)
    @given(SWITCHES, FEATURES, PLACES)
    def test_what_is_settled_is_so_for_every_case(self, switches, feature, places):
        """N11: the answer given without looking is the one looking would give."""
        settled = settle(switches, feature)
        chosen = decide(switches, {**places, "feature": feature})
        if settled is not None:
            self.assertEqual(chosen.is_on if chosen else True, settled)
