# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..codec.mapping import Mapping, MappingError, Rule, compile_mapping
from ..codec.paths import ExpressionError, compile_path
from ..codec.schema import checker
from .mapping_data import BATCH, RULES, SCAN, lookup, map_events


@tagged("-at_install", "post_install")
class TestMappingFaults(BaseCase):
    def _one(self, **changes):
        (item,) = map_events({**SCAN, **changes})
        return item, {fault.code: fault for fault in item.faults}

    def test_bad_batches(self):
        """C13, C20: a batch without its list, or with a stray entry, says so."""
        run = compile_mapping(BATCH).apply
        for document in ({}, [], None, {"events": "x"}):
            (item,) = run(document, lookup)
            self.assertEqual([fault.code for fault in item.faults], ["no_items"])
            self.assertIsNone(item.canonical)
        self.assertEqual(run({"events": []}, lookup), [])
        self.assertEqual(len(run({"events": SCAN}, lookup)), 1)
        good, stray = map_events(SCAN, "text")
        self.assertFalse(good.errors)
        self.assertEqual(stray.faults[0].code, "no_object")

    def test_missing_field_names_rule_and_remedy(self):
        """C20: a fault names canonical field, expression, value class and remedy."""
        _item, faults = self._one(tracking="")
        fault = faults["missing"]
        self.assertEqual(fault.field, "references.tracking_number")
        self.assertEqual(fault.expression, "tracking")
        self.assertEqual(fault.value_class, "missing")
        self.assertIn("correct the expression", fault.remedy)
        self.assertEqual(fault.to_dict()["level"], "error")

    def test_unknown_code(self):
        """A1, C20: a code without a map row is unknown, and the fault names it."""
        item, faults = self._one(status={"code": "ZZ9"})
        self.assertEqual(item.canonical["milestone"], "unknown")
        self.assertEqual(item.canonical["event_type"], "unknown")
        fault = faults["unknown_code"]
        self.assertEqual((fault.kind, fault.external_code), ("milestone", "ZZ9"))
        self.assertEqual(item.source["code"], "ZZ9")
        item, faults = self._one(status={"code": "BAD"})
        self.assertEqual(item.canonical["milestone"], "unknown")
        self.assertIn("unknown_code", faults)
        item, faults = self._one(status=None)
        self.assertEqual(faults["missing"].field, "milestone")

    def test_bad_time_is_never_now(self):
        """A1: a garbled or missing time leaves precision none and a fault."""
        for when, code in (("yesterday", "bad_time"), (None, "missing")):
            item, faults = self._one(when=when)
            self.assertIsNone(item.canonical["occurred_at"]["utc"])
            self.assertEqual(item.canonical["occurred_at"]["precision"], "none")
            self.assertEqual(faults[code].field, "occurred_at")
            self.assertTrue(item.errors)

    def test_bad_values(self):
        """C20: each value of a wrong kind is one fault naming its path."""
        lines = [
            {"article": "A", "qty": "many"},
            {"article": None, "qty": 1},
            {"article": "B", "qty": "1"},
            "x",
        ]
        item, _faults = self._one(
            lines=lines, tracking=["a"], pod={"file": "no base64!"}
        )
        self.assertEqual(
            [fault.field for fault in item.errors],
            [
                "references.tracking_number",
                "proof_of_delivery.document",
                "items[0].quantity",
                "items[1].sku",
                "items[3].sku",
            ],
        )
        self.assertEqual([row["sku"] for row in item.canonical["items"]], ["B"])
        self.assertEqual(checker("delivery_event/1.0").check(item.canonical), [])

    def test_unknown_words(self):
        """C20: a milestone, scope or event type outside the list is an unknown code."""
        rules = (
            Rule("milestone", "status.code"),
            Rule("occurred_at", "when", transform="datetime"),
            Rule("scope", "tracking"),
            Rule("event_type", "status.why"),
        )
        (item,) = map_events(SCAN, mapping=Mapping(rules=rules, split="events"))
        self.assertEqual(
            {fault.field for fault in item.errors}, {"milestone", "scope", "event_type"}
        )
        self.assertEqual(item.canonical["milestone"], "unknown")
        self.assertEqual(item.source["code"], "DL")
        self.assertEqual(checker("delivery_event/1.0").check(item.canonical), [])

    def test_bad_packages(self):
        """C20: a package that is no object, or of odd weight, is a named fault."""
        rules = (
            Rule("event_type", constant="packed"),
            Rule("occurred_at", "when", transform="datetime"),
            Rule("packages", "boxes", transform="packages"),
        )
        mapping = Mapping(schema="shipment_notice/1.0", rules=rules, split="events")
        boxes = [
            "x",
            {"tracking_number": "T", "weight": "heavy", "items": [{"sku": "A"}]},
            {"sscc": "00012345678901234560", "items": {"sku": "A", "quantity": 1}},
        ]
        (item,) = map_events({"when": "2026-11-20", "boxes": boxes}, mapping=mapping)
        self.assertEqual(
            [fault.field for fault in item.errors],
            ["packages[0]", "packages[1].weight", "packages[1].items[0].quantity"],
        )
        one, two = item.canonical["packages"]
        self.assertEqual((one["tracking_number"], one["weight"]), ("T", None))
        self.assertEqual((two["sscc"], two["weight_uom"]), ("012345678901234560", None))
        self.assertEqual([row["uom"] for row in two["items"]], [None])
        self.assertEqual(item.canonical["event_type"], "packed")
        self.assertIsNone(item.canonical["milestone"])

    def test_failing_expression(self):
        """C20: an expression that fails on one document is a fault, not a crash."""
        rule = Rule("references.order", "join('-', refs)")
        (item,) = map_events(
            SCAN, mapping=Mapping(rules=(*RULES[:2], rule), split="events")
        )
        self.assertEqual(item.errors[0].code, "expression")
        self.assertEqual(item.errors[0].field, "references.order")

    def test_wrong_mappings(self):
        """C20: a mapping that cannot work is refused with rule and remedy."""
        milestone = RULES[0]
        for rules, words in (
            ([], "no rules"),
            ([Rule("milestones", "a")], "no field"),
            ([milestone, milestone], "Two rules"),
            ([Rule("carrier")], "expression or a constant"),
            ([Rule("carrier", "a[")], "no JMESPath"),
            ([Rule("carrier", "a", transform="python")], "no transform"),
            ([Rule("carrier", "a", transform="items")], "cannot be filled"),
            ([Rule("items", "a")], "cannot be filled"),
            ([Rule("carrier", "a", transform="code")], "option kind"),
            ([Rule("carrier", "a", options={"x": 1})], "no option"),
            ([Rule("carrier", "a", scope="world")], "scope"),
            ([Rule("classifier", constant="maybe")], "constant"),
            ([Rule("carrier", constant=4)], "text"),
            ([Rule("event_type", constant="Not a code")], "such as"),
            ([Rule("occurred_at", constant="2026-01-01")], "constant"),
        ):
            with self.assertRaisesRegex(MappingError, words):
                compile_mapping(Mapping(rules=rules))
        notice = Mapping(
            "shipment_notice/1.0", [Rule("event_type", constant="delivered")]
        )
        with self.assertRaisesRegex(MappingError, "pick_confirmed"):
            compile_mapping(notice)
        for data in ({"schema": "x/1.0"}, {"speed": 1}, {"rules": [{"goal": 1}]}):
            with self.assertRaises(MappingError):
                compile_mapping(Mapping.from_dict(data))

    def test_wrong_expressions(self):
        """C20: what is no JMESPath is refused when it is compiled."""
        for expression in ("", "a[", "f(", "a..b", "nope(@)"):
            with self.assertRaises(ExpressionError):
                compile_path(expression)({})
