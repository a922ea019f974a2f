# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.codes import no_codes
from ..codec.flat_file import group_rows, read_rows
from ..codec.layout import Layout
from ..codec.mapping import Mapping, Rule, compile_mapping
from ..codec.paths import compile_path, list_paths
from ..codec.schema import checker
from .mapping_data import BATCH, JSON_VALUES, PDF, RULES, SCAN, lookup, map_events

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestMapping(BaseCase):
    def _one(self, **changes):
        (item,) = map_events({**SCAN, **changes})
        return item, {fault.code: fault for fault in item.faults}

    def test_whole_event(self):
        """A1: a partner's event becomes a valid canonical event, nothing invented."""
        (item,) = map_events(SCAN)
        self.assertEqual(item.faults, ())
        self.assertEqual(checker("delivery_event/1.0").check(item.canonical), [])
        self.assertEqual(
            item.canonical,
            {
                "schema": "delivery_event/1.0",
                "event_type": "delivered",
                "milestone": "delivered",
                "classifier": "actual",
                "reason": "front door",
                "scope": "package",
                "occurred_at": {
                    "utc": "2026-11-20T17:05:00Z",
                    "offset_minutes": -300,
                    "precision": "second",
                    "offset_source": "partner",
                },
                "references": {
                    "tracking_number": "TN-700041",
                    "shipment": None,
                    "order": "S00041",
                    "delivery": None,
                    "bill_of_lading": None,
                    "pro_number": None,
                },
                "location": {
                    "name": None,
                    "city": "Albany",
                    "state": None,
                    "country": "US",
                    "postal_code": None,
                },
                "carrier": "UPSN",
                "items": [
                    {
                        "sku": "DESK-01",
                        "quantity": "2.5",
                        "uom": "C62",
                        "line": None,
                        "lot": None,
                    }
                ],
                "proof_of_delivery": {
                    "signed_by": "J. Doe",
                    "document": {
                        "name": "proof_of_delivery.pdf",
                        "mimetype": "application/pdf",
                        "data": PDF,
                    },
                },
                "estimated_delivery": None,
            },
        )
        self.assertEqual(
            item.source,
            {
                "code": "DL",
                "reason": "front door",
                "time": "2026-11-20T12:05:00",
                "event_id": "evt-1",
            },
        )

    def test_batch_is_exploded(self):
        """C13: fifty events with one bad give fifty items, one of them with a fault."""
        events = [{**SCAN, "tracking": f"TN-{number}"} for number in range(50)]
        del events[17]["tracking"]
        items = map_events(*events)
        self.assertEqual([item.position for item in items], list(range(50)))
        self.assertEqual([item.position for item in items if item.errors], [17])

    def test_estimate_is_not_actual(self):
        """A1: the classifier comes from the code map, or from the partner's field."""
        item, _faults = self._one(status={"code": "EDT"})
        self.assertEqual(item.canonical["classifier"], "estimated")
        mapping = Mapping(rules=(*RULES, Rule("classifier", "kind")), split="events")
        for value, wanted, count in (
            ("PLN", "planned", 0),
            ("Actual", "actual", 0),
            ("maybe", "estimated", 1),
        ):
            (item,) = map_events({**SCAN, "kind": value}, mapping=mapping)
            self.assertEqual(item.canonical["classifier"], wanted)
            codes = [fault.kind for fault in item.errors]
            self.assertEqual(codes, ["classifier"] * count)

    def test_time_zone_of_the_payload(self):
        """A1: a zone named by the payload goes before the partner's."""
        rule = Rule(
            "occurred_at",
            "when",
            transform="datetime",
            options={"timezone_expression": "zone"},
        )
        mapping = Mapping(rules=(RULES[0], rule), split="events", timezone="UTC")
        (item,) = map_events({**SCAN, "zone": "Europe/Vienna"}, mapping=mapping)
        moment = item.canonical["occurred_at"]
        self.assertEqual(moment["utc"], "2026-11-20T11:05:00Z")
        self.assertEqual(moment["offset_source"], "payload")

    def test_mapping_as_data(self):
        """A1: a mapping survives being stored as JSON."""
        stored = json.loads(json.dumps(BATCH.to_dict()))
        again = compile_mapping(Mapping.from_dict(stored))
        document = {"carrier": "ups", "events": [SCAN]}
        self.assertEqual(again.apply(document, lookup), map_events(SCAN))

    def test_same_fact_from_csv(self):
        """A1, C11: a CSV row and a JSON body of one fact give one canonical event."""
        flat = Mapping(
            rules=(
                Rule(
                    "milestone",
                    "Status",
                    transform="code",
                    options={"kind": "milestone"},
                ),
                Rule("occurred_at", '"Scan Time"', transform="datetime"),
                Rule("references.tracking_number", '"Tracking No"'),
            ),
            timezone="America/New_York",
        )
        body = b"Tracking No,Status,Scan Time\nTN-1, DL ,2026-11-20T12:05:00\n"
        (row,) = read_rows(Layout(), body)
        (one,) = compile_mapping(flat).apply(row.values, lookup)
        (two,) = map_events(
            {
                "tracking": "TN-1",
                "status": {"code": "DL"},
                "when": "2026-11-20T12:05:00",
            }
        )
        two.canonical["carrier"] = None
        self.assertEqual(one.canonical, two.canonical)

    def test_rows_of_one_shipment(self):
        """A1, C11: grouped rows of a ship confirmation become one shipment notice."""
        body = (
            b"shipment,order,tracking,sku,qty,shipped\n"
            b"SH-1,S00041,TN-1,DESK-01,2,2026-11-20 10:00\n"
            b"SH-1,S00041,TN-1,LAMP-07,1.50,2026-11-20 10:00\n"
        )
        mapping = Mapping(
            schema="shipment_notice/1.0",
            rules=(
                Rule("event_type", constant="shipped"),
                Rule("occurred_at", "rows[0].shipped", transform="datetime"),
                Rule("references.shipment", "key.shipment"),
                Rule("references.order", "rows[0].order"),
                Rule(
                    "packages",
                    "[{tracking_number: rows[0].tracking,"
                    " items: rows[].{sku: sku, quantity: qty}}]",
                    transform="packages",
                ),
            ),
            timezone="America/New_York",
        )
        (document,) = group_rows(read_rows(Layout(), body), ["shipment"])
        (item,) = compile_mapping(mapping).apply(document, no_codes)
        self.assertEqual(item.faults, ())
        notice = item.canonical
        self.assertEqual(checker("shipment_notice/1.0").check(notice), [])
        self.assertEqual(notice["milestone"], "picked_up")
        self.assertEqual([row["quantity"] for row in notice["items"]], ["2", "1.5"])
        self.assertEqual(notice["packages"][0]["tracking_number"], "TN-1")

    @given(JSON_VALUES, st.dictionaries(st.sampled_from(sorted(SCAN)), JSON_VALUES))
    @FUZZ
    def test_any_document(self, document, changes):
        """A1: any document gives the same faults or valid events twice, no crash."""
        run = compile_mapping(BATCH).apply
        for body in (document, {"events": [{**SCAN, **changes}, document]}):
            items = run(body, lookup)
            self.assertEqual(items, run(body, lookup))
            for item in items:
                if item.canonical is None:
                    self.assertTrue(item.errors)
                else:
                    findings = checker("delivery_event/1.0").check(item.canonical)
                    self.assertEqual(findings, [])

    @given(JSON_VALUES)
    @FUZZ
    def test_offered_paths_lead_to_their_values(self, document):
        """C28: a path that is offered finds the value it was offered for."""
        for path, value in list_paths(document):
            if "[]" not in path and "\\" not in path and '""' not in path:
                found = compile_path(path)(document)
                self.assertIs(type(found), type(value))

    @given(
        st.sampled_from(["a", "a.b", "a[1]", 'a."b c"[0]', "[0].a", '"a"']), st.data()
    )
    @FUZZ
    def test_plain_paths_equal_jmespath(self, expression, data):
        """A1: the quick walk of plain paths finds what JMESPath finds."""
        import jmespath

        keys = st.sampled_from(["a", "b", "b c"])
        document = data.draw(
            st.recursive(
                st.integers() | st.text(max_size=2),
                lambda inner: (
                    st.lists(inner, max_size=3) | st.dictionaries(keys, inner)
                ),
            )
        )
        found = compile_path(expression)(document)
        self.assertEqual(found, jmespath.search(expression, document))
