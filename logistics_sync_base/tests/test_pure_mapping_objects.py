# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..codec.codes import CodeMatch, no_codes
from ..codec.mapping import Mapping, MappingError, Rule, compile_mapping
from ..codec.schema import SCHEMAS, checker
from ..codec.targets import targets
from .mapping_data import JSON_VALUES

FUZZ = settings(max_examples=100, deadline=None, database=None, derandomize=True)
CHARGE = "shipments[].charges[]"
INVOICE = Mapping(
    schema="freight_invoice/1.0",
    timezone="Europe/Berlin",
    rules=(
        Rule("event_type", constant="freight_invoice_received"),
        Rule("number", "no", required=True),
        Rule("kind", constant="credit_note", condition="type", equals=("CN", "381")),
        Rule("kind", constant="invoice"),
        Rule("invoice_date", "date", transform="date", options={"format": "%d.%m.%Y"}),
        Rule("currency", "cur", transform="upper"),
        Rule("carrier", "scac"),
        Rule(
            "totals.total",
            "total",
            transform="decimal",
            options={"decimal_comma": True, "sign": "trailing"},
        ),
        Rule(
            "notes",
            "note",
            options={"join": ["terms", "no"], "separator": " / "},
        ),
        Rule("shipments", "loads", transform="list"),
        Rule("shipments[].references.pro_number", "pro", options={"strip_left": "0"}),
        Rule("shipments[].references.account", "account", scope="document"),
        Rule("shipments[].pieces", "pieces", transform="integer"),
        Rule(
            "shipments[].actual_weight",
            "weight.value",
            transform="decimal",
            options={
                "unit_expression": "weight.unit",
                "units": {"KG": "1", "LB": "0.45359237"},
                "decimals": 3,
            },
        ),
        Rule("shipments[].weight_uom", constant="KGM"),
        Rule(
            "shipments[].service",
            "code",
            options={"part_start": 1, "part_length": 3, "lookup": {"EXP": "EXPRESS"}},
        ),
        Rule("shipments[].charges", "fees[?amount != '0']", transform="list"),
        Rule(
            f"{CHARGE}.type",
            "class",
            options={"lookup": {"F": "surcharge", "B": "base_rate"}},
        ),
        Rule(
            f"{CHARGE}.code",
            "code",
            transform="code",
            options={"kind": "charge", "strict": True},
        ),
        Rule(
            f"{CHARGE}.amount",
            "amount",
            transform="decimal",
            options={"implied_decimals": 2},
        ),
        Rule(f"{CHARGE}.description", "pro", scope="parent"),
    ),
)
BILL = {
    "no": "FR-1",
    "type": "CN",
    "date": "20.11.2026",
    "cur": "eur",
    "scac": "NPRC",
    "total": "1.234,50-",
    "note": "paid late",
    "terms": "30 days",
    "account": "A-9",
    "loads": [
        {
            "pro": "000777",
            "code": "EXP-AM",
            "pieces": 3,
            "weight": {"value": "100", "unit": "LB"},
            "fees": [
                {"class": "B", "code": "LHS", "amount": "100000"},
                {"class": "F", "code": "LHS", "amount": "0"},
                {"class": "F", "code": "FUE", "amount": "23450"},
            ],
        }
    ],
}


def lookup(kind, code):
    return {
        ("charge", "LHS"): CodeMatch("LINEHAUL"),
        ("charge", "FUE"): CodeMatch("FUEL"),
    }.get((kind, code))


def read(changes=None, mapping=INVOICE):
    (item,) = compile_mapping(mapping).apply(BILL | (changes or {}), lookup)
    return item


@tagged("-at_install", "post_install")
class TestMappingObjects(BaseCase):
    def test_a_freight_invoice_with_lists_in_lists(self):
        """A1, C28: repeats, conditions, units, tables, joins and signs are data."""
        item = read()
        self.assertEqual(item.faults, ())
        invoice = item.canonical
        self.assertEqual(checker("freight_invoice/1.0").check(invoice), [])
        self.assertEqual(invoice["kind"], "credit_note")
        self.assertEqual(invoice["invoice_date"], "2026-11-20")
        self.assertEqual(invoice["totals"]["total"], "-1234.5")
        self.assertEqual(invoice["notes"], "paid late / 30 days / FR-1")
        (shipment,) = invoice["shipments"]
        self.assertEqual(shipment["references"]["pro_number"], "777")
        self.assertEqual(shipment["references"]["account"], "A-9")
        self.assertEqual(shipment["pieces"], 3)
        self.assertEqual(shipment["actual_weight"], "45.359")
        self.assertEqual(shipment["service"], "EXPRESS")
        self.assertEqual(
            [
                (fee["code"], fee["amount"], fee["description"])
                for fee in shipment["charges"]
            ],
            [("LINEHAUL", "1000", "000777"), ("FUEL", "234.5", "000777")],
        )
        self.assertEqual(read({"type": "IV"}).canonical["kind"], "invoice")

    def test_faults_name_the_very_entry(self):
        """C20: what is wrong in a list of a list is named by its place."""
        loads = json.loads(json.dumps(BILL["loads"]))
        loads[0]["fees"][2]["amount"] = "much"
        loads[0]["fees"][0]["code"] = "ZZ9"
        loads[0]["weight"]["unit"] = "STONE"
        faults = {fault.field: fault for fault in read({"loads": loads}).faults}
        self.assertEqual(faults["shipments[0].charges[1].amount"].code, "bad_value")
        unknown = faults["shipments[0].charges[0].code"]
        self.assertEqual((unknown.kind, unknown.external_code), ("charge", "ZZ9"))
        self.assertEqual(faults["shipments[0].actual_weight"].external_code, "STONE")

    def test_what_the_schema_wants_is_missed_by_name(self):
        """C20: a field that nothing tells is missing, never invented."""
        item = read({"no": None, "scac": ""})
        self.assertEqual(
            {(fault.code, fault.field) for fault in item.faults},
            {("missing", "number"), ("missing", "carrier")},
        )
        item = read({"cur": "EURO"})
        self.assertEqual([fault.field for fault in item.faults], ["currency"])

    def test_a_number_with_a_sign_too_many(self):
        """C20: an agreed way of writing numbers is kept to, or it is a fault."""
        fees = [{"class": "B", "code": "LHS", "amount": "10.00"}]
        loads = [BILL["loads"][0] | {"fees": fees}]
        self.assertEqual(
            [fault.field for fault in read({"loads": loads}).faults],
            ["shipments[0].charges[0].amount"],
        )

    def test_mappings_that_cannot_work(self):
        """C20: what cannot work is refused when it is activated, by the rule's name."""
        for rules, words in (
            ((Rule("shipments[].pieces", "x", transform="integer"),), "list"),
            ((Rule("shipments", "x"),), "cannot be filled by text"),
            ((Rule("number", "a"), Rule("number", "b")), "Two rules"),
            ((Rule("nummer", "a"),), "no field"),
            (
                (
                    Rule(
                        "totals.total", "a", transform="decimal", options={"sign": "?"}
                    ),
                ),
                "sign",
            ),
            ((Rule("number", "a", options={"join": "b"}),), "join"),
            ((Rule("number", "a", options={"join": ["b..c"]}),), "JMESPath"),
            ((Rule("number", "a", condition="a..b"),), "JMESPath"),
            ((Rule("number", "a", equals=("b",)),), "condition"),
            ((Rule("kind", constant="bill"),), "one of invoice"),
            ((Rule("number", "a", transform="keep"),), "send"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(MappingError, words):
                compile_mapping(Mapping(schema="freight_invoice/1.0", rules=rules))

    def test_lists_of_the_first_schemas_too(self):
        """C28: a delivery event's items can be read entry by entry as well."""
        mapping = Mapping(
            rules=(
                Rule("milestone", constant="delivered"),
                Rule("occurred_at", "at", transform="datetime"),
                Rule("items", "lines", transform="list"),
                Rule("items[].sku", "article", required=True),
                Rule("items[].quantity", "qty", transform="decimal"),
            ),
            timezone="UTC",
        )
        document = {"at": "2026-11-20T10:00:00", "lines": [{"article": "A", "qty": 2}]}
        (item,) = compile_mapping(mapping).apply(document, no_codes)
        self.assertEqual(item.faults, ())
        self.assertEqual(checker("delivery_event/1.0").check(item.canonical), [])
        self.assertEqual(item.canonical["items"][0]["quantity"], "2")
        document["lines"][0]["article"] = None
        (item,) = compile_mapping(mapping).apply(document, no_codes)
        self.assertEqual({fault.field for fault in item.faults}, {"items[0].sku"})

    def test_every_schema_offers_its_fields(self):
        """A1: the fields a rule may fill are the schema's own, with their words."""
        for name in SCHEMAS:
            with self.subTest(schema=name):
                known = targets(name)
                self.assertIn("event_type", known)
                self.assertNotIn("schema", known)
        order = targets("order/1.0")
        self.assertEqual(order["lines[].quantity"].kind, "number")
        self.assertEqual(order["lines[].quantity"].required, True)
        self.assertEqual(order["order_date"].kind, "date")
        self.assertEqual(order["currency"].kind, "text")
        self.assertTrue(order["lines[].sku"].description)

    @given(
        st.dictionaries(st.sampled_from(sorted(BILL)), JSON_VALUES),
        st.dictionaries(
            st.sampled_from(["pro", "fees", "weight", "code", "pieces"]), JSON_VALUES
        ),
    )
    @FUZZ
    def test_any_document(self, changes, load):
        """A1, C20: valid or named fault, the same twice, for any JSON."""
        document = {"loads": [load, BILL["loads"][0] | load]} | changes
        item = read(document)
        self.assertEqual(item, read(document))
        if not item.errors:
            findings = checker("freight_invoice/1.0").check(item.canonical)
            self.assertEqual(findings, [])
        json.dumps(item.canonical)
