# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.codes import no_codes
from ..codec.notice_builder import notice_from_canonical
from ..codec.schema import checker
from ..codec.shipment_notice import from_856
from ..edi.transaction_856 import parse_856
from .x12_data import NOTICE, reread, transaction

FUZZ = settings(max_examples=80, deadline=None, database=None, derandomize=True)
AT = datetime(2026, 11, 20, 9, 0)
WORDS = st.text("ABC123", min_size=1, max_size=6)
TIMES = {
    "utc": "2026-11-20T17:05:00Z",
    "offset_minutes": -300,
    "precision": "minute",
    "offset_source": "payload",
}


@tagged("-at_install", "post_install")
class TestTransaction856Writing(BaseCase):
    def _events(self, body, **options):
        (notice,), _faults = parse_856(transaction("856", body))
        return from_856(notice, no_codes, **options)

    def _reread(self, notice):
        """What a partner reads in the 856 we write of a notice."""
        (again,), faults = reread(notice)
        self.assertEqual(faults, [])
        return again

    def test_generated_notice_reads_the_same(self):
        """C7: a notice written again reads back as the same tree."""
        (notice,), _faults = parse_856(transaction("856", NOTICE))
        self.assertEqual(self._reread(notice), notice)

    def test_canonical_round_trip(self):
        """C7: our canonical notice, sent as 856, comes back as the same notice."""
        events = [item.canonical for item in self._events(NOTICE)]
        notice = notice_from_canonical(events, at=AT)
        self.assertEqual(notice["structure"], "0001")
        again = from_856(self._reread(notice), no_codes)
        self.assertEqual([item.canonical for item in again], events)

    def test_partly_packed(self):
        """C7: what is in no package is written beside the packages."""
        (item,) = self._events(NOTICE)
        event = item.canonical
        event["items"][1] = {**event["items"][1], "quantity": "4"}
        notice = notice_from_canonical([event], at=AT)
        order = notice["levels"][0]["children"][0]
        self.assertEqual(
            [child["level"] for child in order["children"]], ["P", "P", "I"]
        )
        self.assertEqual(order["children"][2]["shipped"]["quantity"], "2.5")

    def test_builder_refusals(self):
        """C7: a notice needs exactly one shipment number."""
        (item,) = self._events(NOTICE)
        other = {**item.canonical, "references": {**item.canonical["references"]}}
        other["references"]["shipment"] = None
        for notices in ([], [other], [item.canonical, other]):
            with self.assertRaises(ValueError):
                notice_from_canonical(notices, at=AT)

    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "sku": WORDS,
                    "quantity": st.integers(1, 999).map(str),
                    "uom": st.none() | WORDS,
                    "line": st.none() | WORDS,
                    "lot": st.none() | WORDS,
                }
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda item: item["sku"],
        ),
        st.integers(0, 5),
        st.sampled_from([None, -720, -300, 0, 60, 720]),
        st.sampled_from(["second", "minute"]),
    )
    @FUZZ
    def test_any_notice_round_trip(self, items, packed, offset, precision):
        """C7: whatever is shipped, the written 856 tells it back."""
        (item,) = self._events(NOTICE)
        package = {**item.canonical["packages"][1], "items": items[:packed]}
        event = {
            **item.canonical,
            "occurred_at": {**TIMES, "offset_minutes": offset, "precision": precision},
            "references": {**item.canonical["references"], "tracking_number": "TN-2"},
            "packages": [package],
            "items": items,
        }
        if offset is None:
            event["occurred_at"]["offset_source"] = "none"
        notice = notice_from_canonical([event], at=AT)
        self.assertEqual(self._reread(notice), notice)
        (again,) = from_856(self._reread(notice), no_codes)
        self.assertEqual(again.canonical, event)

    @given(
        st.lists(
            st.sampled_from(NOTICE)
            | st.tuples(
                st.sampled_from(["HL", "LIN", "SN1", "MAN", "DTM", "PO4", "BSN"]),
                st.lists(st.text("123SOPIVP* ", max_size=5), max_size=6),
            ).map(lambda pair: "*".join([pair[0], *pair[1]])),
            max_size=16,
        )
    )
    @FUZZ
    def test_any_segments(self, body):
        """C20: any order and content of segments gives valid notices and faults."""
        notices, _faults = parse_856(transaction("856", body))
        for notice in notices:
            self.assertEqual(reread(notice)[0], [notice])
            for item in from_856(notice, no_codes, timezone="UTC"):
                findings = checker("shipment_notice/1.0").check(item.canonical)
                self.assertEqual(findings, [])

    def test_two_orders_round_trip(self):
        """C7, C13: a shipment over two orders is one 856, read back as two notices."""
        (item,) = self._events(NOTICE)
        one = item.canonical
        two = {**one, "packages": [], "items": one["items"][:1]}
        two["references"] = {**one["references"], "order": "S00042"}
        notice = notice_from_canonical([one, two], at=AT)
        again = from_856(self._reread(notice), no_codes)
        self.assertEqual([item.canonical for item in again], [one, two])
