# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one place where canonical objects are put together.

Every way in (mapping, X12 214, X12 856) fills flat fields and ends here, so that the
same fact has the same canonical form whatever carried it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DELIVERY_EVENT = "delivery_event/1.0"
SHIPMENT_NOTICE = "shipment_notice/1.0"
UNKNOWN = "unknown"
CLASSIFIERS = ("actual", "estimated", "planned")
SCOPES = ("package", "shipment", "leg", "order_line")
REFERENCES = (
    "tracking_number",
    "shipment",
    "order",
    "delivery",
    "bill_of_lading",
    "pro_number",
)
LOCATION = ("name", "city", "state", "country", "postal_code")
NOTICE_EVENTS = ("pick_confirmed", "packed", "shipped")

_COMMON = (
    "event_type",
    "milestone",
    "classifier",
    "occurred_at",
    "carrier",
    "items",
    *(f"references.{name}" for name in REFERENCES),
)
TARGETS: dict[str, frozenset[str]] = {
    DELIVERY_EVENT: frozenset(
        (
            *_COMMON,
            "reason",
            "scope",
            "estimated_delivery",
            "proof_of_delivery.signed_by",
            "proof_of_delivery.document",
            *(f"location.{name}" for name in LOCATION),
        )
    ),
    SHIPMENT_NOTICE: frozenset((*_COMMON, "service", "packages")),
}
NO_TIME = {
    "utc": None,
    "offset_minutes": None,
    "precision": "none",
    "offset_source": "none",
}


def assemble(schema: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A canonical object from fields keyed by target (``references.order``).

    What no field tells is null, an empty list or the precision ``none``: nothing is
    invented. The milestone ``unknown`` stands for a code nobody has mapped.
    """
    if schema == SHIPMENT_NOTICE:
        return _shipment_notice(fields)
    return _delivery_event(fields)


def _delivery_event(fields: Mapping[str, Any]) -> dict[str, Any]:
    get = fields.get
    milestone = get("milestone") or UNKNOWN
    references = _references(fields)
    location = {name: get(f"location.{name}") for name in LOCATION}
    signed_by = get("proof_of_delivery.signed_by")
    document = get("proof_of_delivery.document")
    by_package = references["tracking_number"] is not None
    return {
        "schema": DELIVERY_EVENT,
        "event_type": get("event_type") or milestone,
        "milestone": milestone,
        "classifier": get("classifier") or "actual",
        "reason": get("reason"),
        "scope": get("scope") or ("package" if by_package else "shipment"),
        "occurred_at": get("occurred_at") or dict(NO_TIME),
        "references": references,
        "location": location if any(location.values()) else None,
        "carrier": get("carrier"),
        "items": get("items") or [],
        "proof_of_delivery": (
            {"signed_by": signed_by, "document": document}
            if signed_by or document
            else None
        ),
        "estimated_delivery": get("estimated_delivery"),
    }


def _shipment_notice(fields: Mapping[str, Any]) -> dict[str, Any]:
    get = fields.get
    event_type = get("event_type") or "shipped"
    packages = get("packages") or []
    loose = get("items") or []
    packed = [item for package in packages for item in package["items"]]
    return {
        "schema": SHIPMENT_NOTICE,
        "event_type": event_type,
        "milestone": "picked_up" if event_type == "shipped" else None,
        "classifier": get("classifier") or "actual",
        "occurred_at": get("occurred_at") or dict(NO_TIME),
        "carrier": get("carrier"),
        "service": get("service"),
        "references": _references(fields),
        "packages": packages,
        "items": loose or packed,
    }


def _references(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields.get(f"references.{name}") for name in REFERENCES}
