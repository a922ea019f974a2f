# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from odoo.tests import BaseCase, tagged

from ..codec.drift import drift
from ..codec.fast_schema import compile_fast
from ..codec.schema import (
    SCHEMAS,
    SchemaChecker,
    SchemaDefect,
    canonical_schema,
    checker,
    partner_checker,
)

FUZZ = settings(max_examples=150, deadline=None, database=None, derandomize=True)
PARTNER = {
    "type": "object",
    "required": ["status", "events"],
    "properties": {
        "status": {"type": "string"},
        "weight": {"type": "number", "exclusiveMinimum": 0},
        "events": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/event"}},
    },
    "$defs": {
        "event": {
            "type": "object",
            "required": ["code"],
            "properties": {"code": {"type": "string", "maxLength": 4}},
        }
    },
}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@tagged("-at_install", "post_install")
class TestSchema(BaseCase):
    def _example(self, name="delivery_event/1.0", number=0):
        return copy.deepcopy(canonical_schema(name)["examples"][number])

    def test_schemas_and_their_examples(self):
        """A1, C20: both canonical schemas are sound and their examples valid."""
        for name in SCHEMAS:
            schema = canonical_schema(name)
            Draft202012Validator.check_schema(schema)
            self.assertIsNotNone(compile_fast(schema), name)
            for example in schema["examples"]:
                self.assertEqual(checker(name).check(example), [])
        with self.assertRaises(KeyError):
            canonical_schema("../../secret")

    def test_canonical_event_is_closed(self):
        """A1: a canonical event has exactly the fields of its schema."""
        for name in ("delivery_event/1.0", "shipment_notice/1.0"):
            for field in self._example(name):
                event = self._example(name)
                del event[field]
                (finding,) = checker(name).check(event)
                self.assertEqual((finding.path, finding.rule), (field, "required"))
            event = {**self._example(name), "x": 1}
            self.assertEqual(checker(name).check(event)[0].path, "x")

    def test_finding_names_the_field_and_not_the_value(self):
        """C20: a refusal tells path, class of value and remedy in plain words."""
        event = self._example()
        event["references"]["order"] = 4711
        event["milestone"] = "secret-value"
        event["occurred_at"]["utc"] = "2026-11-20 17:05"
        event["proof_of_delivery"]["document"] = {"name": "x", "mimetype": "a/b"}
        findings = {item.path: item for item in checker(event["schema"]).check(event)}
        self.assertEqual(
            set(findings),
            {
                "milestone",
                "references.order",
                "occurred_at.utc",
                "proof_of_delivery.document.data",
            },
        )
        self.assertEqual(findings["references.order"].value_class, "number")
        self.assertEqual(
            findings["references.order"].message,
            "The field references.order must be text or null, but it is number.",
        )
        self.assertNotIn("secret-value", str(findings))
        self.assertIn('must be one of "booked"', findings["milestone"].message)
        self.assertTrue(all(item.remedy for item in findings.values()))

    def test_limit(self):
        """C20: a document with a thousand faults is told in a few."""
        document = {"status": "OK", "events": [{}] * 1000}
        self.assertEqual(len(partner_checker(PARTNER).check(document)), 20)
        self.assertEqual(len(partner_checker(PARTNER).check(document, limit=3)), 3)

    def test_each_missing_field_is_named_once(self):
        """C20: three missing fields are three findings, not nine."""
        findings = checker("order/1.0").check({"schema": "order/1.0"})
        paths = [finding.path for finding in findings]
        self.assertEqual(paths, ["action", "customer", "event_type", "lines", "number"])

    def test_renamed_field(self):
        """C20: a field renamed by a partner is named as missing, and as drift."""
        document = {"state": "OK", "events": [{"code": "D1"}, {"kode": "D1"}]}
        findings = partner_checker(PARTNER).check(document)
        self.assertEqual([item.path for item in findings], ["events[1].code", "status"])
        self.assertEqual(findings[1].message, "The field status is missing.")
        found = drift(PARTNER, document)
        self.assertEqual(found.missing, ("status", "events[].code"))
        self.assertEqual(found.unknown, ("state", "events[].kode"))
        self.assertIn("missing: status", found.sentence())

    def test_no_drift(self):
        """C20: a payload of the known shape, optional fields or not, is no drift."""
        for document in (
            {"status": "OK", "events": [{"code": "D1"}]},
            {"status": "OK", "weight": 4, "events": []},
        ):
            self.assertTrue(drift(PARTNER, document).is_empty)
            self.assertEqual(drift(PARTNER, document).sentence(), "")
        self.assertTrue(
            drift(canonical_schema("delivery_event/1.0"), self._example()).is_empty
        )

    def test_rules_in_words(self):
        """C20: limits of numbers, lists and texts are told in words."""
        document = {"status": "", "weight": 0, "events": []}
        texts = [item.message for item in partner_checker(PARTNER).check(document)]
        self.assertEqual(
            texts,
            [
                "The field events must have at least 1 entries, but it is list of 0.",
                "The field weight must be more than 0, but it is number.",
            ],
        )
        (finding,) = partner_checker(PARTNER).check([])
        self.assertEqual(
            finding.message, "The document must be an object, but it is list of 0."
        )

    def test_defective_schemas(self):
        """C20: a schema that is wrong or points elsewhere is refused, not fetched."""
        for schema in ('{"type": "thing"}', "[]", "{"):
            with self.assertRaises(SchemaDefect):
                partner_checker(schema)
        remote = partner_checker({"$ref": "http://127.0.0.1:9/other.json"})
        with self.assertRaisesRegex(SchemaDefect, "other.json"):
            remote.check({})
        with self.assertRaises(SchemaDefect):
            remote.is_valid({})

    def test_deep_document(self):
        """C20: a document nested without end gives a finding, not a crash."""
        document = []
        for _level in range(5000):
            document = [document]
        recursive = SchemaChecker({"items": {"$ref": "#"}, "maxItems": 1})
        self.assertIn(len(recursive.check(document)), (0, 1))
        drift({"items": {"$ref": "#"}}, document)

    def test_compiled_once(self):
        """C20: the same schema is compiled once."""
        self.assertIs(partner_checker(PARTNER), partner_checker(dict(PARTNER)))
        self.assertIs(checker("delivery_event/1.0"), checker("delivery_event/1.0"))

    def test_fast_way_gives_up(self):
        """C20: keywords the quick check does not know are left to the validator."""
        for schema in (
            {"not": {"type": "null"}},
            {"type": "number"},
            {"enum": [1]},
            {"additionalProperties": {"type": "null"}},
            {"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}},
            False,
        ):
            self.assertIsNone(compile_fast(schema), schema)

    @given(
        st.sampled_from(
            [
                {"type": ["string", "null"], "minLength": 2},
                {"minimum": 0, "maximum": 5},
                {"enum": ["a", None]},
                {"pattern": "^a"},
                {"anyOf": [{"type": "null"}, {"required": ["a"]}]},
                {"items": {"type": "integer"}},
                {
                    "properties": {"a": {"type": "boolean"}},
                    "additionalProperties": False,
                },
            ]
        ),
        JSON_VALUES,
    )
    @FUZZ
    def test_fast_way_is_sound(self, schema, value):
        """C20: what the quick check accepts the full validator accepts."""
        if compile_fast(schema)(value):
            self.assertTrue(Draft202012Validator(schema).is_valid(value))

    @given(st.data())
    @FUZZ
    def test_damaged_events(self, data):
        """C20: an event with one field replaced is judged as the validator does."""
        name = data.draw(st.sampled_from(SCHEMAS))
        event = self._example(name)
        node = event
        while True:
            key = data.draw(st.sampled_from(sorted(node)))
            if not isinstance(node[key], dict) or data.draw(st.booleans()):
                break
            node = node[key]
        node[key] = data.draw(JSON_VALUES)
        expected = Draft202012Validator(canonical_schema(name)).is_valid(event)
        self.assertEqual(checker(name).is_valid(event), expected)
        self.assertEqual(not checker(name).check(event), expected)
        drift(canonical_schema(name), event)
