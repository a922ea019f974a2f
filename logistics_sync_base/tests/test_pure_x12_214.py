# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.codes import CodeMatch
from ..codec.delivery_event import from_214
from ..codec.mapping import Mapping, Rule, compile_mapping
from ..codec.schema import checker
from ..core.canonical import canonical_json
from ..edi.transaction_214 import parse_214
from .x12_data import STATUS, lookup, transaction, without

FUZZ = settings(max_examples=120, deadline=None, database=None, derandomize=True)


def swap(segments, old, new):
    return [new if text == old else text for text in segments]


@tagged("-at_install", "post_install")
class TestTransaction214(BaseCase):
    def _parse(self, body):
        return parse_214(transaction("214", body))

    def _events(self, body, **options):
        sources, _faults = self._parse(body)
        return [from_214(source, lookup, **options) for source in sources]

    def test_delivered(self):
        """A1, C7: a delivery becomes a canonical event with references and place."""
        (item,) = self._events(STATUS)
        self.assertEqual(item.faults, ())
        event = item.canonical
        self.assertEqual(checker("delivery_event/1.0").check(event), [])
        self.assertEqual(
            (event["milestone"], event["classifier"]), ("delivered", "actual")
        )
        self.assertEqual(
            event["occurred_at"],
            {
                "utc": "2026-11-20T17:05:00Z",
                "offset_minutes": -300,
                "precision": "minute",
                "offset_source": "payload",
            },
        )
        self.assertEqual(
            event["references"],
            {
                "tracking_number": None,
                "shipment": "SH-1001",
                "order": "S00041",
                "delivery": None,
                "bill_of_lading": "BOL-55",
                "pro_number": "PRO-88001",
            },
        )
        self.assertEqual(event["location"]["city"], "ALBANY")
        self.assertEqual((event["carrier"], event["scope"]), ("FRST", "shipment"))
        self.assertIsNone(event["reason"], "NS tells nothing")
        self.assertEqual(item.source["equipment"]["number"], "T-9")
        self.assertEqual(item.source["weight"]["pieces"], "5")
        self.assertEqual(item.source["parties"]["CN"]["postal_code"], "12207")
        self.assertEqual(item.source["time"], "20261120 1205 ET")
        self.assertEqual(item.source["code"], "D1")

    def test_same_fact_as_json(self):
        """A1: the same fact told in JSON has byte for byte the same canonical form."""
        (edi,) = self._events(STATUS)
        code = {"kind": "milestone"}
        names = ("pro_number", "shipment", "bill_of_lading", "order")
        mapping = Mapping(
            rules=(
                Rule("milestone", "status", transform="code", options=code),
                Rule("occurred_at", "at", transform="datetime"),
                Rule("carrier", "scac"),
                *(Rule(f"references.{name}", name) for name in names),
                *(
                    Rule(f"location.{name}", name)
                    for name in ("city", "state", "country")
                ),
            )
        )
        document = {
            "status": "D1",
            "at": "2026-11-20T12:05-05:00",
            "scac": "FRST",
            "pro_number": "PRO-88001",
            "shipment": "SH-1001",
            "bill_of_lading": "BOL-55",
            "order": "S00041",
            "city": "ALBANY",
            "state": "NY",
            "country": "US",
        }
        (plain,) = compile_mapping(mapping).apply(document, lookup)
        self.assertEqual(canonical_json(edi.canonical), canonical_json(plain.canonical))

    def test_delivered_with_reason(self):
        """A1: a delivery with a reason other than NS is an exception to look at."""
        body = swap(STATUS, STATUS[7], "AT7*D1*A2***20261120*1205*ET")
        (item,) = self._events(body)
        self.assertEqual(item.canonical["milestone"], "delivered_exception")
        self.assertEqual(item.canonical["reason"], "A2")
        sources, _faults = self._parse(body)
        special = {"D1/A2": CodeMatch("delivered", "actual")}
        item = from_214(sources[0], lambda kind, code: special.get(code))
        self.assertEqual(
            item.canonical["milestone"], "delivered", "the special row wins"
        )

    def test_estimate_later_than_actual(self):
        """A1: an estimate dated after the actual event stays an estimate."""
        body = [
            *STATUS[:6],
            "LX*1",
            "AT7*AG*NS***20261122*1159*ET",
            "LX*2",
            "AT7*AF*NS***20261120*1135*ET",
        ]
        estimate, actual = self._events(body)
        self.assertEqual(estimate.canonical["classifier"], "estimated")
        self.assertEqual(
            estimate.canonical["estimated_delivery"]["utc"], "2026-11-22T16:59:00Z"
        )
        self.assertEqual(actual.canonical["classifier"], "actual")
        self.assertIsNone(actual.canonical["estimated_delivery"])

    def test_appointment(self):
        """C7: an appointment (AT703) is a planned event, beside a status too."""
        body = swap(STATUS, STATUS[7], "AT7*AF*NS*AB*NA*20261120*1205*ET")
        status, appointment = self._events(body)
        self.assertEqual(status.canonical["milestone"], "picked_up")
        self.assertEqual(appointment.canonical["milestone"], "delivery_scheduled")
        self.assertEqual(appointment.canonical["classifier"], "planned")
        self.assertEqual(appointment.source["kind"], "appointment")
        self.assertEqual(
            (status.source["reason"], appointment.source["reason"]), ("NS", "NA")
        )

    def test_local_time(self):
        """C7: LT is the time of the place, else of the partner, and says which."""
        body = swap(STATUS, STATUS[7], "AT7*D1*NS***20261120*1205*LT")
        (item,) = self._events(body, timezone="America/Chicago")
        moment = item.canonical["occurred_at"]
        self.assertEqual(moment["offset_source"], "partner")
        self.assertEqual(moment["utc"], "2026-11-20T18:05:00Z")
        zones = {"NY": "America/New_York"}
        (item,) = self._events(
            body,
            timezone="America/Chicago",
            zone_of_location=lambda place: zones.get(place.get("state")),
        )
        moment = item.canonical["occurred_at"]
        self.assertEqual(moment["offset_source"], "location")
        self.assertEqual(moment["utc"], "2026-11-20T17:05:00Z")

    def test_bad_time(self):
        """A1, C20: a bad date or time is never now; the fault names the element."""
        for text, element, code in (
            ("AT7*D1*NS***20261399*1205*ET", 5, "bad_date"),
            ("AT7*D1*NS***20261120*2575*ET", 6, "bad_time"),
            ("AT7*D1*NS***20261120*1205*QQ", 7, "bad_zone"),
            ("AT7*D1*NS", 5, "missing"),
        ):
            body = swap(STATUS, STATUS[7], text)
            (source,), (fault,) = self._parse(body)
            self.assertEqual((fault.segment, fault.element), ("AT7", element))
            self.assertEqual(fault.code, code)
            item = from_214(source, lookup)
            self.assertIsNone(item.canonical["occurred_at"]["utc"])
            self.assertEqual(item.errors[0].code, code)

    def test_unknown_code(self):
        """A1, C20: an unmapped status is unknown, with its code in the fault."""
        (item,) = self._events(swap(STATUS, STATUS[7], "AT7*Z9*NS***20261120*1205*ET"))
        self.assertEqual(item.canonical["milestone"], "unknown")
        (fault,) = item.errors
        self.assertEqual((fault.kind, fault.external_code), ("milestone", "Z9"))

    def test_packages_of_a_loop(self):
        """C13: several package marks in a loop give one event per package."""
        body = [*STATUS, "MAN*CP*TN-1", "MAN*CP*TN-2", "MAN*GM*000123"]
        items = self._events(body)
        numbers = [item.canonical["references"]["tracking_number"] for item in items]
        self.assertEqual(numbers, ["TN-1", "TN-2"])
        self.assertEqual({item.canonical["scope"] for item in items}, {"package"})

    def test_references_of_a_loop(self):
        """C7: a reference of an LX loop holds there, one of the header everywhere."""
        body = [
            *without(STATUS, "LX", "AT7", "MS1", "MS2", "AT8"),
            "LX*1",
            "AT7*AF*NS***20261120*1000*ET",
            "L11*TN-9*2I",
            "L11*S00042*PO",
            "LX*2",
            "AT7*AF*NS***20261120*1000*ET",
        ]
        one, two = (item.canonical["references"] for item in self._events(body))
        self.assertEqual((one["tracking_number"], one["order"]), ("TN-9", "S00042"))
        self.assertEqual((two["tracking_number"], two["order"]), (None, "S00041"))
        self.assertEqual(one["bill_of_lading"], "BOL-55")

    def test_what_is_missing(self):
        """C20: no B10, no AT7, no code and no reference are named."""
        for body, codes in (
            (without(STATUS, "B10"), [("missing_segment", "B10")]),
            (without(STATUS, "AT7", "MS1", "MS2"), [("missing_segment", "AT7")]),
            (
                swap(STATUS, STATUS[7], "AT7*****20261120"),
                [("missing_element", "AT7"), ("missing_segment", "AT7")],
            ),
            (swap(STATUS, STATUS[0], "B10***FRST"), [("missing_element", "B10")]),
        ):
            _events, faults = self._parse(body)
            self.assertEqual([(f.code, f.segment) for f in faults], codes)
        body = swap(without(STATUS, "L11"), STATUS[0], "B10***FRST")
        (item,) = self._events(body)
        self.assertEqual(item.errors[0].field, "references")

    def test_unused_segments_are_named(self):
        """C20: documents and unknown segments are passed over with a remark."""
        body = [*STATUS, "Q7*S*PLT*2", "K1*left at dock", "EFI*00", "ZZZ*1"]
        (event,), faults = self._parse(body)
        self.assertEqual(
            [(f.segment, f.level) for f in faults], [("EFI", "info"), ("ZZZ", "info")]
        )
        self.assertEqual(event["lading_exceptions"][0]["quantity"], "2")
        self.assertEqual(event["notes"], ["left at dock"])

    def test_status_without_loop(self):
        """C7: a partner that leaves out LX is read all the same."""
        (item,) = self._events(without(STATUS, "LX"))
        self.assertEqual(item.canonical["location"]["state"], "NY")

    @given(
        st.lists(
            st.sampled_from(STATUS)
            | st.tuples(
                st.sampled_from(["B10", "AT7", "L11", "MAN", "MS1", "Q7", "N4", "LX"]),
                st.lists(st.text("D1NS209* ", max_size=8), max_size=9),
            ).map(lambda pair: "*".join([pair[0], *pair[1]])),
            max_size=14,
        )
    )
    @FUZZ
    def test_any_segments(self, body):
        """C20: any order and content of segments gives valid events and faults."""
        for item in self._events(body):
            findings = checker("delivery_event/1.0").check(item.canonical)
            self.assertEqual(findings, [])
            canonical_json(item.source)
