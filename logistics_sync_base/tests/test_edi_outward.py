# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..codec.schema import canonical_schema
from ..edi.definition import load
from ..edi.document import parse
from ..edi.edifact import reader as edifact_reader
from ..edi.reader import read
from ..exceptions import BusinessError
from .edi_cases import EdiCase

RULES = {
    "heading.purpose": {"constant": "original"},
    "heading.kind": {"constant": "stand_alone"},
    "heading.number": "number",
    "heading.date": "order_date",
    "currency.entity": {"constant": "buyer"},
    "currency.code": "currency",
    "parties": {"expression": "[buyer, supplier]", "transform": "list"},
    "parties[].role": {"constant": "buyer"},
    "parties[].name": "name",
    "parties[].city": "address.city",
    "items": {"expression": "lines", "transform": "list"},
    "items[].line": "line",
    "items[].quantity": {"expression": "quantity", "transform": "decimal"},
    "items[].unit": {"constant": "EA"},
    "items[].price": {"expression": "unit_price", "transform": "decimal"},
    "total.lines": "length(lines)",
}
ORDER = next(
    order
    for order in canonical_schema("purchase_order/1.0")["examples"]
    if order.get("lines")
)


@tagged("post_install", "-at_install")
class TestEdiOutward(EdiCase):
    def setUp(self):
        super().setUp()
        self.partner = self.make_partner("SUPPLIER")

    def make_outward(self, **values):
        return self.make_mapping(
            RULES,
            **{
                "direction": "out",
                "format": "x12",
                "canonical_schema": "purchase_order/1.0",
                "edi_document": "850",
            }
            | values,
        )

    def encode(self, mapping, connector):
        encoder = self.env["logistics.sync.encoder"]
        return encoder._encode(mapping, [ORDER], connector)

    def test_our_document_leaves_as_the_partner_s(self):
        """C6, C19: our purchase order becomes an X12 850 by rules, without code."""
        encoded = self.encode(self.make_outward(), self.partner)
        self.assertEqual(encoded.errors, [])
        [found] = read(encoded.body)
        self.assertEqual(found.receiver, ("02", "SUPPLIER"))
        [transaction] = found.groups[0].transactions
        order, faults = parse(load("x12_850"), transaction.segments)
        self.assertEqual(faults, [])
        self.assertEqual(order["heading"]["number"], ORDER["number"])
        self.assertEqual(len(order["items"]), len(ORDER["lines"]))
        self.assertEqual(
            [Decimal(item["price"]) for item in order["items"]],
            [Decimal(line["unit_price"]) for line in ORDER["lines"]],
        )
        self.assertEqual(encoded.content_type, "application/edi-x12")

    def test_the_same_order_leaves_as_edifact(self):
        """C6, C19: for another partner the same object becomes an ORDERS message."""
        mapping = self.make_mapping(
            {
                "heading.number": "number",
                "heading.document_type": {"constant": "220"},
                "dates": {"expression": "[@]", "transform": "list"},
                "dates[].role": {"constant": "document"},
                "dates[].value": {
                    "expression": "order_date",
                    "transform": "date",
                    "value_format": "%Y%m%d",
                },
                "dates[].format": {"constant": "102"},
                "lines": {"expression": "lines", "transform": "list"},
                "lines[].line": "line",
                "lines[].item": "sku",
            },
            direction="out",
            format="edifact",
            canonical_schema="purchase_order/1.0",
            edi_document="ORDERS",
        )
        partner = self.make_partner("EURO", format="edifact")
        encoded = self.encode(mapping, partner)
        self.assertEqual(encoded.errors, [])
        [found] = edifact_reader.read(encoded.body)
        [message] = found.messages
        self.assertEqual(message.set_id, "ORDERS")
        order, __ = parse(load("edifact_orders"), message.segments)
        self.assertEqual(order["heading"]["number"], ORDER["number"])
        self.assertEqual(len(order["lines"]), len(ORDER["lines"]))
        before = partner.edi_interchange_control
        mapping.write({"sample_connector_id": partner.id, "sample": json.dumps(ORDER)})
        self.assertIn("ORDERS", mapping.preview_html)
        self.assertEqual(partner.edi_interchange_control, before)

    def test_a_sample_uses_up_no_control_number(self):
        """C19: the look at a sample shows the document and touches no partner."""
        mapping = self.make_outward()
        mapping.sample_connector_id = self.partner
        mapping.sample = json.dumps(ORDER)
        self.assertIn(f"*{ORDER['number']}*", mapping.preview_html)
        self.assertIn("BEG*00*SA*", mapping.preview_html)
        self.assertEqual(self.partner.edi_interchange_control, 0)
        mapping.sample_connector_id = False
        self.assertIn("BEG*00*SA*", mapping.preview_html)

    def test_what_does_not_fit_the_document_is_named(self):
        """C6: a field the standard needs and the mapping lacks is named."""
        rules = {key: rule for key, rule in RULES.items() if key != "heading.date"}
        mapping = self.make_mapping(
            rules,
            direction="out",
            format="x12",
            canonical_schema="purchase_order/1.0",
            edi_document="850",
        )
        with self.assertRaisesRegex(BusinessError, "heading.date"):
            self.encode(mapping, self.partner)

    def test_the_document_has_to_be_chosen(self):
        """C6: a mapping that does not tell which document it writes stays a draft."""
        with self.assertRaisesRegex(ValidationError, "which EDI document"):
            self.make_outward(edi_document=False)

    def test_the_documents_offered_are_those_that_can_be_written(self):
        """C6, C7, C8: the list of documents is the list of definitions."""
        offered = dict(
            self.env["logistics.sync.mapping"]
            ._fields["edi_document"]
            ._description_selection(self.env)
        )
        for code in ("204", "210", "214", "810", "820", "850", "855", "856", "940"):
            self.assertIn(code, offered)
        self.assertEqual(offered["990"], "990 Response to a load tender")
