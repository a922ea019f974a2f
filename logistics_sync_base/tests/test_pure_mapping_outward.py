# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.codes import CodeMatch
from ..codec.flat_file import read_rows, write_rows
from ..codec.layout import Layout
from ..codec.mapping import Mapping, MappingError, Rule, compile_mapping
from ..codec.numbers import SIGNS, NumberForm
from ..codec.values import ValueFault
from .mapping_data import JSON_VALUES

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
ORDER = {
    "schema": "order/1.0",
    "event_type": "order_released",
    "number": "S00041",
    "carrier": "UPSN",
    "occurred_at": {
        "utc": "2026-11-20T23:05:00Z",
        "offset_minutes": -300,
        "precision": "minute",
        "offset_source": "partner",
    },
    "requested_ship_date": "2026-11-24",
    "ship_to": {"name": "Rosa Vega", "address": {"city": "Albany", "country": "US"}},
    "lines": [
        {"line": "1", "sku": "DESK-01", "quantity": "2.5", "unit_price": "1249.9"},
        {"line": "2", "sku": "LAMP-07", "quantity": "-1", "unit_price": "10"},
    ],
    "notes": None,
}
RULES = (
    Rule("header.orderNo", "number", required=True),
    Rule("header.created", "occurred_at", transform="datetime"),
    Rule(
        "header.day",
        "occurred_at",
        transform="date",
        options={"format": "%d.%m.%Y"},
    ),
    Rule("header.carrier", "carrier", transform="code", options={"kind": "carrier"}),
    Rule("header.priority", constant="RUSH", condition="requested_ship_date"),
    Rule("header.remark", "notes", options={"send_empty": True}),
    Rule("shipTo.city", "ship_to.address.city", transform="upper"),
    Rule("items", "lines", transform="list"),
    Rule("items[].pos", "line", transform="integer"),
    Rule("items[].article.id", "sku"),
    Rule("items[].qty", "quantity", transform="number"),
    Rule(
        "items[].price",
        "unit_price",
        transform="decimal",
        options={"decimal_comma": True, "thousands": ".", "decimals": 2},
    ),
)


def lookup(kind, code):
    return {("carrier", "UPSN"): CodeMatch("ups_ground")}.get((kind, code))


def write(canonical, rules=RULES, **settings):
    mapping = Mapping(
        schema="order/1.0",
        direction="out",
        rules=rules,
        timezone="Europe/Berlin",
        **settings,
    )
    return compile_mapping(mapping).apply(canonical, lookup)


@tagged("-at_install", "post_install")
class TestMappingOutward(BaseCase):
    def test_a_partner_s_nested_document(self):
        """A1, C28: our order in the partner's shape, codes, clock and numbers."""
        (item,) = write(ORDER)
        self.assertEqual(item.faults, ())
        self.assertEqual(
            item.canonical,
            {
                "header": {
                    "orderNo": "S00041",
                    "created": "2026-11-21T00:05:00+01:00",
                    "day": "20.11.2026",
                    "carrier": "ups_ground",
                    "priority": "RUSH",
                    "remark": None,
                },
                "shipTo": {"city": "ALBANY"},
                "items": [
                    {
                        "pos": 1,
                        "article": {"id": "DESK-01"},
                        "qty": 2.5,
                        "price": "1.249,90",
                    },
                    {
                        "pos": 2,
                        "article": {"id": "LAMP-07"},
                        "qty": -1,
                        "price": "10,00",
                    },
                ],
            },
        )

    def test_the_same_document_twice(self):
        """A1: what we send is the same bytes however often it is made."""
        one, two = (json.dumps(write(ORDER)[0].canonical) for _turn in range(2))
        self.assertEqual(one, two)

    def test_rows_of_a_file(self):
        """C11: one row a line, header values beside it, written by the layout."""
        rules = (
            Rule("Order No.", "number", scope="document"),
            Rule("Line", "line"),
            Rule("Qty", "quantity", transform="decimal", options={"sign": "trailing"}),
        )
        items = write(ORDER, rules, split="lines", flat=True)
        rows = [item.canonical for item in items]
        self.assertEqual(rows[1], {"Order No.": "S00041", "Line": "2", "Qty": "1-"})
        layout = Layout.from_dict(
            {
                "kind": "fixed_width",
                "has_header": False,
                "columns": [
                    {"name": "Order No.", "start": 1, "length": 8},
                    {"name": "Line", "start": 9, "length": 3},
                    {"name": "Qty", "start": 12, "length": 6},
                ],
            }
        )
        body = write_rows(layout, rows)
        self.assertEqual(body.splitlines()[1].decode(), "S00041  2  1-    ")
        self.assertEqual(
            [row.values["Line"] for row in read_rows(layout, body)], ["1", "2"]
        )

    def test_what_cannot_be_said_is_a_fault(self):
        """C20: a code or field we lack is named, never sent blank."""
        (item,) = write(ORDER | {"carrier": "NEW1", "number": None})
        faults = {fault.field: fault for fault in item.faults}
        self.assertEqual(faults["header.carrier"].external_code, "NEW1")
        self.assertEqual(faults["header.orderNo"].code, "missing")
        self.assertNotIn("carrier", item.canonical["header"])

    def test_a_time_zone_that_is_none(self):
        """C20: a wrong zone is refused when the mapping is activated."""
        rule = Rule("a", "b", transform="datetime", options={"timezone": "Moon/Base"})
        with self.assertRaisesRegex(MappingError, "Moon/Base"):
            write(ORDER, (rule,))

    @given(JSON_VALUES, st.dictionaries(st.sampled_from(sorted(ORDER)), JSON_VALUES))
    @FUZZ
    def test_any_canonical(self, document, changes):
        """A1: any document gives the same result or faults twice, never a crash."""
        for body in (document, {**ORDER, **changes}):
            self.assertEqual(write(body), write(body))

    @given(
        st.decimals(-(10**9), 10**9, places=2),
        st.booleans(),
        st.sampled_from(["", "trailing", "brackets", "credit"]),
        st.sampled_from([0, 2]),
    )
    @FUZZ
    def test_numbers_come_back(self, number, comma, sign, implied):
        """A1: what is written in a partner's way is read as the same number."""
        form = NumberForm(
            decimal_comma=comma,
            thousands="." if comma and not implied else "",
            implied_decimals=implied,
            sign=sign,
        )
        self.assertEqual(Decimal(form.parse(form.render(str(number)))), number)

    @given(st.text(max_size=12), st.sampled_from(["", *SIGNS]), st.booleans())
    @FUZZ
    def test_any_text_is_a_number_or_a_fault(self, text, sign, comma):
        """C20: no text makes the reader of numbers fail in another way."""
        form = NumberForm(decimal_comma=comma, sign=sign, implied_decimals=2)
        try:
            result = form.parse(text)
        except ValueFault:
            return
        if result is not None:
            Decimal(result)
