# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from odoo.tests import BaseCase, tagged

from ..codec.contracts import FOLDER, SCHEMAS, canonical_examples, canonical_schema
from ..codec.fast_schema import compile_fast
from ..codec.schema import checker

FUZZ = settings(max_examples=200, deadline=None, database=None, derandomize=True)
OBJECTS = """order shipment delivery_event shipment_notice return_authorization
    freight_charge freight_invoice customer_invoice vendor purchase_order receipt
    supplier_invoice payment stock_level acknowledgement""".split()
FIRST_OBJECTS = ("delivery_event/1.0", "shipment_notice/1.0")


def get_places(value, path=()):
    """Every place in a document, from the outside in."""
    yield path, value
    if isinstance(value, dict):
        parts = value.items()
    else:
        parts = enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from get_places(part, (*path, key))


def get_words(path):
    """``items[0].sku``, as a finding names it."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def get_part(document, path):
    for key in path:
        document = document[key]
    return document


@tagged("-at_install", "post_install")
class TestContracts(BaseCase):
    def test_every_object_is_published(self):
        """A1, A6, A7, A8, C24: each canonical object has its schema, version 1.0."""
        self.assertLessEqual({f"{name}/1.0" for name in OBJECTS}, set(SCHEMAS))

    def test_schemas_are_sound_and_complete_in_themselves(self):
        """C24: a schema follows its metaschema and points to nothing outside."""
        for name in SCHEMAS:
            schema = canonical_schema(name)
            Draft202012Validator.check_schema(schema)
            for path, value in get_places(schema):
                if path and path[-1] == "$ref":
                    target = value.removeprefix("#/$defs/")
                    self.assertIn(target, schema["$defs"], f"{name}: {value}")
            self.assertIsNotNone(compile_fast(schema), name)
            self.assertEqual(
                schema["properties"]["schema"]["const"], name, "its own name"
            )

    def test_every_property_is_described(self):
        """C24: whoever reads a schema finds each field explained."""
        for name in set(SCHEMAS) - set(FIRST_OBJECTS):
            schema = canonical_schema(name)
            self.assertTrue(schema["title"] and schema["description"])
            for path, value in get_places(schema):
                if "examples" in path[:1] or path[-1:] != ("properties",):
                    continue
                for field, part in value.items():
                    known = part.get("description") or self._get_shared(schema, part)
                    self.assertTrue(known, f"{name}: {get_words((*path, field))}")

    def _get_shared(self, schema, part):
        name = part.get("$ref", "").removeprefix("#/$defs/")
        return schema["$defs"].get(name, {}).get("description")

    def test_every_object_is_closed(self):
        """C20: nothing comes in unnoticed; only ``extensions`` takes what it likes."""
        for name in SCHEMAS:
            for path, value in get_places(canonical_schema(name)):
                if path[:1] != ("examples",) and isinstance(value, dict):
                    if "properties" in value and value.get("type") == "object":
                        self.assertIs(value["additionalProperties"], False, path)
                    if value.get("additionalProperties") is True:
                        self.assertEqual(path, ("$defs", "extensions"), name)

    def test_examples_are_valid(self):
        """C24: two examples at least of each object; all follow the schema."""
        for name in SCHEMAS:
            examples = canonical_examples(name)
            self.assertGreaterEqual(len(examples), 2, name)
            for example in examples.values():
                self.assertEqual(checker(name).check(example), [])
                self.assertTrue(compile_fast(canonical_schema(name))(example))
            self.assertEqual(
                canonical_schema(name)["examples"], list(examples.values())
            )

    def test_no_example_is_left_over(self):
        """C24: each example file is one of a schema that is there."""
        for file in (FOLDER / "examples").iterdir():
            document = json.loads(file.read_text(encoding="utf-8"))
            stem = document["schema"].replace("/", "-")
            self.assertTrue(file.name.startswith(f"{stem}-"), file.name)
            self.assertIn(document["schema"], SCHEMAS)

    def test_money_and_quantities_are_text(self):
        """A6, A8: an amount as a JSON number is refused by its place."""
        invoice = canonical_examples("supplier_invoice/1.0")["invoice"]
        invoice["totals"]["total"] = 4688.34
        invoice["lines"][0]["quantity"] = 48
        findings = {
            item.path: item for item in checker(invoice["schema"]).check(invoice)
        }
        self.assertEqual(set(findings), {"totals.total", "lines[0].quantity"})
        self.assertEqual(findings["totals.total"].value_class, "number")

    def test_a_currency_may_be_unknown_but_not_forgotten(self):
        """A6: an invoice tells its currency, or null; leaving it out is refused."""
        for name in ("supplier_invoice", "customer_invoice", "freight_invoice"):
            (invoice, *_) = canonical_examples(f"{name}/1.0").values()
            invoice["currency"] = None
            self.assertEqual(checker(f"{name}/1.0").check(invoice), [])
            del invoice["currency"]
            (finding,) = checker(f"{name}/1.0").check(invoice)
            self.assertEqual((finding.path, finding.rule), ("currency", "required"))

    @FUZZ
    @given(st.data())
    def test_a_wrong_value_is_named_by_its_field(self, data):
        """C20: another type anywhere in an example is refused at that very place."""
        name = data.draw(st.sampled_from(SCHEMAS))
        examples = canonical_examples(name)
        document = copy.deepcopy(data.draw(st.sampled_from(list(examples.values()))))
        places = [
            path
            for path, __ in get_places(document)
            if path and "extensions" not in path
        ]
        path = data.draw(st.sampled_from(places))
        get_part(document, path[:-1])[path[-1]] = [[True]]
        findings = checker(name).check(document)
        self.assertTrue(findings, path)
        self.assertTrue(
            any(item.path.startswith(get_words(path)) for item in findings),
            f"{get_words(path)} not in {findings}",
        )

    @FUZZ
    @given(st.data())
    def test_a_renamed_field_is_named(self, data):
        """C20: a field under another name is refused, its new name is told."""
        name = data.draw(st.sampled_from(SCHEMAS))
        examples = canonical_examples(name)
        document = copy.deepcopy(data.draw(st.sampled_from(list(examples.values()))))
        places = [
            path
            for path, __ in get_places(document)
            if path and isinstance(path[-1], str) and "extensions" not in path
        ]
        path = data.draw(st.sampled_from(places))
        part = get_part(document, path[:-1])
        part[f"{path[-1]}_new"] = part.pop(path[-1])
        names = [item.path for item in checker(name).check(document)]
        self.assertIn(f"{get_words(path)}_new", names)
