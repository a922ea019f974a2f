# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a fact is about, as numbers by which facts of different partners meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .identity import main_reference, object_name

MAIN = "main"
# The number of its own by which each object is what it is.
_OWN_NUMBER = {
    "order": "order",
    "purchase_order": "purchase_order",
    "shipment": "shipment",
    "customer_invoice": "invoice",
    "supplier_invoice": "invoice",
    "freight_invoice": "invoice",
    "return_authorization": "return_authorization",
    "receipt": "receipt",
    "payment": "payment",
    "vendor": "vendor",
}
_LISTED = {"order": "orders"}


def subject_values(canonical: Mapping[str, Any], subject: str) -> list[str]:
    """The numbers of kind ``subject`` that a document tells, without doubles.

    ``subject`` is a reference (``tracking_number``, ``order``, ``purchase_order``,
    ...) or ``main``: the number a person looks for. The own number of a document
    counts as well, and the numbers of its packages and orders. Case and spaces do not
    matter; empty when the document tells no such number.
    """
    if subject == MAIN:
        return _clean([main_reference(canonical)])
    found: list[Any] = [(canonical.get("references") or {}).get(subject)]
    if _OWN_NUMBER.get(object_name(canonical)) == subject:
        found.append(canonical.get("number"))
    found.append(canonical.get(subject))
    listed = canonical.get(_LISTED.get(subject, "")) or ()
    found += [_number_of(item) for item in listed]
    if subject == "tracking_number":
        packages = canonical.get("packages") or ()
        found += [package.get("tracking_number") for package in packages]
    return _clean(found)


def _number_of(item: Any) -> Any:
    return item.get("number") if isinstance(item, Mapping) else item


def _clean(values: list[Any]) -> list[str]:
    texts = (
        " ".join(str(value).split()).casefold()
        for value in values
        if isinstance(value, str | int)
    )
    return list(dict.fromkeys(filter(None, texts)))
