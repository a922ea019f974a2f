# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings

from odoo.tests import BaseCase, tagged

from ..edi.definition import DefinitionError, compile_definition
from ..edi.document import build, parse
from ..edi.errors import DocumentError
from .edi_data import DEFINITION
from .edi_strategies import documents

FUZZ = settings(max_examples=80, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestEdiEngineWriting(BaseCase):
    def test_money_and_numbers_may_be_numbers(self):
        """C8: Decimal and whole numbers are written; a float is refused."""
        document = {
            "heading": {"number": "1", "amount": Decimal("12.50")},
            "lines": [{"ordered": {"quantity": 3}}],
        }
        self.assertEqual(
            build(DEFINITION, document),
            [["BGM", "", "1", "1250"], ["LIN"], ["QTY", ["", "3"]]],
        )
        document["heading"]["amount"] = 12.5
        self.refuse(document, "bad_value", "heading.amount")

    def test_what_does_not_fit_is_refused_by_its_field(self):
        """C6, C8: a document is not sent with a field missing, bad or unknown."""
        good = {"heading": {"number": "1"}, "lines": [{"number": "1"}]}
        build(DEFINITION, good)
        self.refuse(good | {"heading": {}}, "missing_element", "heading.number")
        self.refuse(good | {"lines": []}, "missing_segment", "lines")
        self.refuse({"lines": good["lines"]}, "missing_segment", "heading")
        self.refuse(good | {"colour": "red"}, "unknown_field", "colour")
        self.refuse(
            good | {"lines": [{"colour": "x"}]}, "unknown_field", "lines[0].colour"
        )
        self.refuse(good | {"lines": {"number": 1}}, "bad_value", "lines")
        self.refuse(good | {"lines": ["x"]}, "bad_value", "lines[0]")
        row = {"price": {"valid": "20.11.2026"}}
        self.refuse(good | {"lines": [row]}, "bad_date", "lines[0].price.valid")
        row = {"ids": [{"kind": "A"}] * 3}
        self.refuse(good | {"lines": [row]}, "bad_value", "lines[0].ids")
        row = {"other_elements": {"ABC01": "x"}}
        self.refuse(good | {"lines": [row]}, "unknown_field", "lines[0].ABC")
        head = {"heading": {"number": "1", "amount": "1.234"}}
        self.refuse(good | head, "bad_number", "heading.amount")

    def refuse(self, document, code, path):
        with self.assertRaises(DocumentError) as caught:
            build(DEFINITION, document)
        self.assertEqual(caught.exception.code, code)
        self.assertTrue(str(caught.exception).startswith(path), str(caught.exception))
        self.assertTrue(caught.exception.remedy)

    @FUZZ
    @given(documents(DEFINITION))
    def test_what_is_built_reads_the_same(self, document):
        """C6, C8: reading what we write gives the same document, without a fault."""
        again, faults = parse(DEFINITION, build(DEFINITION, document))
        self.assertEqual(again, document)
        self.assertEqual(faults, [])

    # ---------------------------------------------------------- definitions
    def test_wrong_definitions_are_refused(self):
        """C6: a mistake in a definition is named when it is loaded."""
        cases = {
            "no key": {"segment": "ABC"},
            "twice": {"segment": "ABC", "key": "a", "elements": {"1": "x"}},
            "no type": {"segment": "ABC", "key": "b", "elements": {"1": "x:float"}},
            "no table": {"segment": "ABC", "key": "b", "elements": {"1": "x:@none"}},
            "no element": {"segment": "ABC", "key": "b", "elements": {"1": "X Y"}},
            "no part": {"use": "NONE"},
            "no single segment": {
                "loop": "c",
                "segments": [
                    {"loop": "d", "segments": [{"segment": "ABC", "key": "e"}]}
                ],
            },
        }
        first = {"segment": "AAA", "key": "a"}
        for words, node in cases.items():
            source = {"code": "X", "name": "X", "segments": [first, node]}
            with self.subTest(words), self.assertRaisesRegex(DefinitionError, words):
                compile_definition(source)
