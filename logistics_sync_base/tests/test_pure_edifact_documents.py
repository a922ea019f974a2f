# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..codec import edifact_status, shipment_notice
from ..codec import schema as schemas
from ..codec.codes import CodeMatch
from ..core.edifact_times import parse_edifact_time
from ..edi import definition, document
from ..edi.edifact.desadv import parse_desadv
from ..edi.edifact.iftsta import parse_iftsta
from ..edi.edifact.reader import read
from .edifact_data import ADVICE, INVOICE, ORDER, STATUS, edifact

CODES = {
    ("milestone", "21"): CodeMatch("delivered", "actual"),
    ("milestone", "31"): CodeMatch("in_transit", "actual"),
    ("milestone", "1/22"): CodeMatch("refused", "actual"),
    ("milestone", "202"): CodeMatch("eta_updated", "estimated"),
}


def lookup(kind, code):
    return CODES.get((kind, code))


def statuses(body, **values):
    (message,) = read(edifact(body, **values))[0].messages
    sources, faults = parse_iftsta(message)
    items = [
        edifact_status.from_iftsta(source, lookup, timezone="Europe/Berlin")
        for source in sources
    ]
    return items, faults


class TestStatusReport(BaseCase):
    def test_a_status_becomes_a_delivery_event(self):
        """A1, C6: number, milestone, true time, place and carrier are read."""
        (item,), faults = statuses(STATUS)
        event = item.canonical
        self.assertFalse(faults or item.faults)
        self.assertTrue(schemas.checker("delivery_event/1.0").is_valid(event))
        self.assertEqual(
            (event["milestone"], event["carrier"]), ("delivered", "BLUEFREIGHT")
        )
        self.assertEqual(event["references"]["shipment"], "SHIP-100")
        self.assertEqual(event["references"]["pro_number"], "CONS-7")
        self.assertEqual(event["occurred_at"]["utc"], "2026-11-20T16:05:00Z")
        self.assertEqual(event["occurred_at"]["offset_minutes"], 60)
        self.assertEqual(event["location"]["country"], "DE")

    def test_each_package_has_its_own_event(self):
        """A1: package numbers in GIN give one event for each package."""
        items, _faults = statuses([*STATUS, "PCI+33E", "GIN+BJ+0034012345+0034012346"])
        numbers = [item.canonical["references"]["tracking_number"] for item in items]
        self.assertEqual(numbers, ["0034012345", "0034012346"])

    def test_several_consignments_do_not_mix(self):
        """A1: references and statuses of one CNI never reach the next."""
        body = [*STATUS, "CNI+2+SHIP-200", "STS+1+31", "DTM+334:20261121:102"]
        first, second = statuses(body)[0]
        self.assertEqual(second.canonical["references"]["shipment"], "SHIP-200")
        self.assertIsNone(second.canonical["references"]["pro_number"])
        self.assertEqual(second.canonical["occurred_at"]["precision"], "date")
        self.assertEqual(first.canonical["milestone"], "delivered")

    def test_the_date_of_the_report_is_not_the_time_of_the_status(self):
        """F3: without a time of its own a status has none, and says so."""
        body = [segment for segment in STATUS if not segment.startswith("DTM+334")]
        (item,) = statuses(body)[0]
        self.assertEqual(item.canonical["occurred_at"]["precision"], "none")
        self.assertEqual([fault.code for fault in item.faults], ["missing"])

    def test_an_unknown_code_stays_unknown(self):
        """F2: a code nobody mapped is a fault that names the place, not a guess."""
        body = [segment.replace("STS+1+21", "STS+1+77") for segment in STATUS]
        (item,) = statuses(body)[0]
        self.assertEqual(item.canonical["milestone"], "unknown")
        (fault,) = item.faults
        self.assertEqual((fault.code, fault.external_code), ("unknown_code", "77"))

    def test_a_reason_changes_what_a_status_means(self):
        """F2: a partner's code with reason can be mapped by itself."""
        body = [segment.replace("STS+1+21::9", "STS+1+1+22") for segment in STATUS]
        (item,) = statuses(body)[0]
        self.assertEqual(item.canonical["milestone"], "refused")

    def test_a_report_without_status_is_a_fault(self):
        """C20: an IFTSTA with no STS tells nothing, and is not taken for success."""
        items, faults = statuses(STATUS[:4])
        self.assertFalse(items)
        self.assertIn("missing_segment", [fault.code for fault in faults])


class TestTimes(BaseCase):
    def test_format_codes(self):
        """F3: date, minute, second and offset are kept as they were told."""
        for value, code, utc, precision in (
            ("20261120", "102", "2026-11-19T23:00:00Z", "date"),
            ("202611201705", "203", "2026-11-20T16:05:00Z", "minute"),
            ("20261120170530", "204", "2026-11-20T16:05:30Z", "second"),
            ("202611201705-0500", "205", "2026-11-20T22:05:00Z", "minute"),
            ("202611201705UTC", "303", "2026-11-20T17:05:00Z", "minute"),
            ("202611201705+02", "303", "2026-11-20T15:05:00Z", "minute"),
        ):
            with self.subTest(value=value):
                moment = parse_edifact_time(value, code, timezone="Europe/Berlin")
                found = moment.to_canonical()
                self.assertEqual((found["utc"], found["precision"]), (utc, precision))

    def test_what_does_not_fit_is_no_time(self):
        """F3: a wrong length, an unknown format or zone is a fault, never now."""
        for value, code in (
            ("2026112017", "203"),
            ("20261120", "718"),
            ("202611201705EST", "303"),
            ("20261340", "102"),
            ("", "203"),
        ):
            with self.subTest(value=value):
                moment = parse_edifact_time(value, code, timezone="Europe/Berlin")
                self.assertFalse(moment.usable)
                self.assertTrue(moment.fault)


class TestDespatchAdvice(BaseCase):
    def get_notices(self, body):
        (message,) = read(edifact(body, kind="DESADV"))[0].messages
        notices, faults = parse_desadv(message)
        return [
            item
            for notice in notices
            for item in shipment_notice.from_856(notice, lookup, timezone="UTC")
        ], faults

    def test_packages_items_and_orders_are_read(self):
        """A1, C6: a despatch advice says the same as an 856."""
        (item,), faults = self.get_notices(ADVICE)
        notice = item.canonical
        self.assertFalse(faults or item.faults)
        self.assertTrue(schemas.checker("shipment_notice/1.0").is_valid(notice))
        self.assertEqual(notice["references"]["order"], "S00042")
        self.assertEqual(notice["references"]["shipment"], "ASN-9")
        self.assertEqual(notice["carrier"], "BLUEFREIGHT")
        self.assertEqual(notice["occurred_at"]["utc"], "2026-11-20T15:30:00Z")
        first, second = notice["packages"]
        self.assertEqual(
            (first["sscc"], first["weight"]), ("003401234567890123", "12.5")
        )
        self.assertEqual(
            [(i["sku"], i["quantity"], i["lot"]) for i in first["items"]],
            [("BOLT-8", "40", "L-77")],
        )
        self.assertEqual(second["items"][0]["sku"], "NUT-8")
        self.assertEqual(len(notice["items"]), 2)

    def test_lines_of_two_orders_become_two_notices(self):
        """A1: a line that names its own order belongs to that one."""
        items, _faults = self.get_notices([*ADVICE, "RFF+ON:S00043"])
        self.assertEqual(
            [item.canonical["references"]["order"] for item in items],
            ["S00042", "S00043"],
        )

    def test_a_line_without_quantity_is_a_fault(self):
        """C20: what was shipped is never assumed to be what was ordered."""
        body = [s for s in ADVICE if not s.startswith("QTY+12:40")]
        items, faults = self.get_notices(body)
        self.assertIn("missing_segment", [fault.code for fault in faults])
        self.assertTrue(items[0].errors)

    def test_a_cancelling_advice_ships_nothing(self):
        """C20: BGM function 1 goes to a person."""
        (item,), _faults = self.get_notices(
            [ADVICE[0].replace("+9", "+1"), *ADVICE[1:]]
        )
        self.assertEqual([fault.code for fault in item.errors], ["cancellation"])


class TestDefinitions(BaseCase):
    def get_document(self, name, body):
        (interchange,) = read(edifact(body, kind=name))
        (message,) = interchange.messages
        rules = definition.load(f"edifact_{name.lower()}")
        return rules, *document.parse(rules, message.segments)

    def test_an_order_reads_by_name(self):
        """A1, C6: lines, prices, quantities and parties have readable names."""
        _rules, found, faults = self.get_document("ORDERS", ORDER)
        self.assertFalse(faults)
        self.assertEqual(found["heading"]["number"], "PO-77")
        self.assertEqual(found["parties"][0]["role"], "buyer")
        line = found["lines"][0]
        self.assertEqual(line["quantities"][0], {"kind": "ordered", "quantity": "12"})
        self.assertEqual(line["prices"][0]["price"], "3.25")

    def test_an_invoice_reads_by_name(self):
        """A1, C6: totals of the summary do not mix with amounts of the lines."""
        _rules, found, faults = self.get_document("INVOIC", INVOICE)
        self.assertFalse(faults)
        self.assertEqual(found["totals"][0]["amount"], "119.00")
        self.assertEqual(found["lines"][0]["amounts"][0]["amount"], "100.00")
        self.assertEqual(found["tax_totals"][0]["rate"], "19")

    def test_all_can_be_written_again(self):
        """C6: what was read is written as the same segments, for each message."""
        for name, body in (
            ("ORDERS", ORDER),
            ("INVOIC", INVOICE),
            ("DESADV", ADVICE),
            ("IFTSTA", STATUS),
        ):
            with self.subTest(name=name):
                rules, found, _faults = self.get_document(name, body)
                written = document.build(rules, found)
                again, faults = document.parse(rules, written)
                self.assertEqual(again, found)
                self.assertFalse(faults)
                self.assertEqual(
                    [segment[0] for segment in written],
                    [segment.partition("+")[0] for segment in body],
                )

    def test_what_has_no_place_is_kept(self):
        """C20: a segment of no use to us is named and not lost."""
        _rules, found, faults = self.get_document("ORDERS", [*ORDER, "SCC+1"])
        self.assertEqual([fault.code for fault in faults], ["unexpected_segment"])
        self.assertEqual(found["other"][0]["segment"], "SCC")

    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(st.data())
    def test_no_order_of_segments_breaks_the_readers(self, draw):
        """C20: segments left out, doubled and shuffled end in faults, not crashes."""
        name, body = draw.draw(
            st.sampled_from(
                [("ORDERS", ORDER), ("INVOIC", INVOICE), ("DESADV", ADVICE)]
                + [("IFTSTA", STATUS)]
            )
        )
        mixed = draw.draw(st.lists(st.sampled_from(body), max_size=20))
        (message,) = read(edifact(mixed, kind=name))[0].messages
        document.parse(definition.load(f"edifact_{name.lower()}"), message.segments)
        for source in parse_iftsta(message)[0]:
            item = edifact_status.from_iftsta(source, lookup)
            self.assertEqual(item.canonical["schema"], "delivery_event/1.0")
        for notice in parse_desadv(message)[0]:
            for item in shipment_notice.from_856(notice, lookup):
                self.assertEqual(item.canonical["schema"], "shipment_notice/1.0")
