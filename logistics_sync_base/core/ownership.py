# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which part of a business object a field belongs to, and what an event does to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .identity import object_name

ANY = "any"
OTHER = "other"
# Fields of the canonical objects, and of Odoo's documents where they are named
# otherwise, by the part of the object that one system may own.
_PARTS: dict[str, tuple[str, ...]] = {
    "price": (
        "price",
        "unit_price",
        "price_unit",
        "discount",
        "discount_percent",
        "amount",
        "allowances",
        "taxes",
        "totals",
        "currency",
        "rate",
    ),
    "quantity": ("quantity", "product_uom_qty", "uom", "lot", "items"),
    "dates": (
        "dates",
        "order_date",
        "requested_ship_date",
        "requested_delivery_date",
        "promised_delivery_date",
        "commitment_date",
        "estimated_delivery",
        "pickup_at",
        "deliver_at",
        "invoice_date",
        "due_date",
        "delivery_date",
        "scheduled_date",
        "date_deadline",
    ),
    "addresses": (
        "addresses",
        "ship_to",
        "ship_from",
        "bill_to",
        "remit_to",
        "address",
        "partner_shipping_id",
        "partner_invoice_id",
        "warehouse",
    ),
    "lines": ("lines", "sku", "buyer_sku", "gtin", "description", "product_id"),
    "terms": (
        "terms",
        "payment_terms",
        "payment_term_id",
        "incoterm",
        "freight_terms",
    ),
    "carrier": ("carrier", "service", "mode", "carrier_id"),
    "status": ("status", "state", "milestone", "action", "matching"),
    "bank": ("bank", "bank_account", "bank_accounts", "payment_method"),
    "contact": ("contact", "contacts", "email", "phone", "name", "trading_name"),
    "references": (
        "references",
        "number",
        "tracking_number",
        "customer_order",
        "client_order_ref",
        "carrier_tracking_ref",
    ),
}
_PART_OF = {field: part for part, fields in _PARTS.items() for field in fields}
_ACTIONS = {
    "new": "create",
    "change": "update",
    "cancel": "archive",
    "close": "archive",
    "confirm": "validate",
}
_ENDINGS = {
    "_received": "create",
    "_created": "create",
    "_released": "create",
    "_requested": "create",
    "_cancelled": "archive",
    "_approved": "validate",
    "_authorized": "validate",
    "_confirmed": "validate",
    "_rejected": "validate",
}
_STATUS_OBJECTS = ("delivery_event", "shipment_notice")


def part_of(field: str) -> str:
    """The part of an object a field belongs to: ``lines.unit_price`` is ``price``."""
    name = field.rpartition(".")[2]
    return _PART_OF.get(name, OTHER)


def claim_of(canonical: Mapping[str, Any], event_type: str) -> tuple[str, str, bool]:
    """What a fact wants to do: (object, operation, whether it only tells a status).

    A scan or a ship notice updates a shipment. Of other documents their own action
    says what they do, else the name of the event type: what was received is created,
    what was cancelled is archived, what was approved is validated, the rest updates.
    """
    name = object_name(canonical)
    if name in _STATUS_OBJECTS:
        return "shipment", "update", True
    operation = _ACTIONS.get(str(canonical.get("action") or ""))
    if operation is None:
        endings = (op for end, op in _ENDINGS.items() if event_type.endswith(end))
        operation = next(endings, "update")
    return name, operation, False
