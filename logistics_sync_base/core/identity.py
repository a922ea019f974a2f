# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What makes a business document that document, and by which number it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A number is given once by whoever issues the document: the same number again with
# another content is a contradiction, not news.
_NUMBERED: dict[str, tuple[str, ...]] = {
    "customer_invoice": ("seller", "customer", "number", "kind", "invoice_date"),
    "freight_invoice": ("carrier", "number", "kind", "invoice_date"),
    "payment": ("number", "direction", "status", "payment_date"),
    "receipt": ("number", "kind", "received_on"),
    "supplier_invoice": ("supplier", "number", "kind", "invoice_date"),
}
_PARTY_FIELDS = ("code", "tax_id", "gln", "scac", "name")
_REFERENCE_ORDER = (
    "tracking_number",
    "shipment",
    "pro_number",
    "bill_of_lading",
    "delivery",
    "order",
    "purchase_order",
    "return_authorization",
    "invoice",
    "receipt",
)


def object_name(canonical: Mapping[str, Any]) -> str:
    """The kind of canonical object, without its version: ``supplier_invoice``."""
    return str(canonical.get("schema") or "").partition("/")[0]


def is_numbered(canonical: Mapping[str, Any]) -> bool:
    """True when the object is known by a number that its issuer gives only once."""
    return object_name(canonical) in _NUMBERED


def business_identity(canonical: Mapping[str, Any]) -> list[Any]:
    """What tells this document from others, whatever schema version carried it.

    Invoices, payments and receipts are known by number, kind, date and who issued
    them. All others tell a state of things (an order, a vendor, a stock level): each
    change of content is a new fact, so all of their content counts.
    """
    name = object_name(canonical)
    head = [name, canonical.get("event_type")]
    if name not in _NUMBERED:
        content = {key: value for key, value in canonical.items() if key != "schema"}
        return [*head, told(content)]
    return [*head, *(party_key(canonical.get(field)) for field in _NUMBERED[name])]


def told(value: Any) -> Any:
    """A copy without what says nothing: null, empty lists and empty objects."""
    if isinstance(value, Mapping):
        parts = {key: told(part) for key, part in value.items()}
        return {
            key: part
            for key, part in parts.items()
            if part is not None and part != [] and part != {}
        }
    return [told(part) for part in value] if isinstance(value, list) else value


def main_reference(canonical: Mapping[str, Any]) -> str | None:
    """The number a person looks for: the document's own, else what it refers to."""
    if canonical.get("number"):
        return str(canonical["number"])
    references = canonical.get("references") or {}
    for name in _REFERENCE_ORDER:
        if references.get(name):
            return str(references[name])
    document = canonical.get("document") or {}
    number = document.get("number") or document.get("control_number")
    return number or canonical.get("warehouse") or None


def party_key(value: Any) -> str | None:
    """What a party or a number is recognized by, whatever its case and spaces.

    Of a party the first of code, tax id, GLN, SCAC and name that is told.
    """
    if isinstance(value, Mapping):
        value = next((value[name] for name in _PARTY_FIELDS if value.get(name)), None)
    if value is None:
        return None
    return " ".join(str(value).split()).casefold() or None
