# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase, tagged

from ..codec.contracts import SCHEMAS, canonical_examples
from ..core.canonical import content_key
from ..core.identity import is_numbered, main_reference

NUMBERED = {
    "supplier_invoice": ("number", "kind", "invoice_date"),
    "freight_invoice": ("number", "kind", "invoice_date", "carrier"),
    "customer_invoice": ("number", "kind", "invoice_date"),
    "payment": ("number", "direction", "status", "payment_date"),
    "receipt": ("number", "kind", "received_on"),
}
REFERENCES = {
    "order/1.0": "S00041",
    "shipment/1.0": "SHP-10441",
    "supplier_invoice/1.0": "OS-90017",
    "stock_level/1.0": "WEST",
    "acknowledgement/1.0": "S00041",
    "freight_charge/1.0": "SHP-10441",
    "delivery_event/1.0": "TN-700041",
}


@tagged("-at_install", "post_install")
class TestIdentity(BaseCase):
    def _first(self, name):
        return next(iter(canonical_examples(f"{name}/1.0").values()))

    def test_every_example_is_a_fact_of_its_own(self):
        """A1, B8: no two examples of any object share a key."""
        documents = [
            document
            for name in SCHEMAS
            for document in canonical_examples(name).values()
        ]
        keys = {content_key(1, document) for document in documents}
        self.assertEqual(len(keys), len(documents))
        self.assertFalse(keys & {content_key(2, document) for document in documents})

    def test_a_numbered_document_is_known_by_its_number(self):
        """A6, B8: other amounts under a known number are no second invoice."""
        for name, fields in NUMBERED.items():
            document = self._first(name)
            self.assertTrue(is_numbered(document))
            key = content_key(1, document)
            self.assertEqual(key, content_key(1, document | {"notes": "again"}))
            spaced = f" {document['number'].lower()} "
            self.assertEqual(key, content_key(1, document | {"number": spaced}))
            for field in fields:
                other = document | {field: "2020-01-01"}
                self.assertNotEqual(key, content_key(1, other), f"{name}.{field}")

    def test_two_suppliers_may_use_the_same_number(self):
        """A6: the supplier belongs to the identity, told by code or by name."""
        invoice = self._first("supplier_invoice")
        other = invoice | {"supplier": {"name": "Somebody Else"}}
        self.assertNotEqual(content_key(1, invoice), content_key(1, other))

    def test_the_version_of_the_schema_is_no_part_of_the_fact(self):
        """A21: an invoice told under two versions is one invoice."""
        for name in ("supplier_invoice", "order"):
            document = self._first(name)
            newer = document | {"schema": f"{name}/1.1"}
            self.assertEqual(content_key(1, document), content_key(1, newer))

    def test_a_state_is_known_by_its_content(self):
        """B8: a changed order is news, the same one again is not; null says nothing."""
        order = self._first("order")
        self.assertFalse(is_numbered(order))
        again = order | {"warehouse": None, "allowances": [], "extensions": {}}
        self.assertEqual(content_key(1, order), content_key(1, again))
        changed = order | {"notes": "Call before delivery"}
        self.assertNotEqual(content_key(1, order), content_key(1, changed))

    def test_each_object_has_a_number_to_look_for(self):
        """C24: what a person looks for is the document's own number, or a reference."""
        for name, number in REFERENCES.items():
            found = [main_reference(doc) for doc in canonical_examples(name).values()]
            self.assertIn(number, found, name)
        self.assertIsNone(main_reference({}))
