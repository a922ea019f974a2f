# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deterministic JSON and the keys that make one fact one row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .identity import business_identity, object_name

_EVENT_OBJECTS = ("delivery_event", "shipment_notice")
_LOCATION_FIELDS = ("name", "city", "state", "country", "postal_code")
_ITEM_FIELDS = ("sku", "uom", "line", "lot")


def canonical_json(obj: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: equal objects give equal bytes.

    A Decimal is written as text. Raises ValueError for NaN and infinity, TypeError
    for what JSON cannot hold.
    """
    text = json.dumps(
        obj,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )
    return text.encode("utf-8", "backslashreplace")


def content_key(
    connector_id: int | str,
    canonical: Mapping[str, Any],
    source_code: str | None = None,
) -> str:
    """Hex SHA-256 of what makes this fact this fact, whatever carried it.

    Covers the connector, schema, event type, milestone, classifier, references,
    time (UTC and precision), place, quantities, packages, a new delivery estimate and
    a proof of delivery: the same delivery told again with its signature is news.
    Left out: transport, raw texts, reason: a scan sent again with another of those is
    still the same scan. An event of unknown meaning keeps the partner's
    code (``source_code``), or two unknown scans of one minute would become one.

    Of other objects (orders, invoices, ...) it is the connector and their
    :func:`~.identity.business_identity`.
    """
    if object_name(canonical) not in _EVENT_OBJECTS:
        identity = [str(connector_id), *business_identity(canonical)]
        return hashlib.sha256(canonical_json(identity)).hexdigest()
    milestone = canonical.get("milestone")
    identity = [
        str(connector_id),
        canonical.get("schema"),
        canonical.get("event_type"),
        milestone,
        canonical.get("classifier"),
        _references(canonical.get("references")),
        _moment(canonical.get("occurred_at")),
        _place(canonical.get("location")),
        _items(canonical.get("items")),
        [_package(package) for package in canonical.get("packages") or ()],
        _moment(canonical.get("estimated_delivery")),
        _proof(canonical.get("proof_of_delivery")),
        _squeeze(source_code) if milestone == "unknown" else None,
    ]
    return hashlib.sha256(canonical_json(identity)).hexdigest()


def raw_key(connector_id: int | str, raw: Any) -> str:
    """Hex SHA-256 of a row that could not be mapped: bytes, text or JSON value."""
    if isinstance(raw, str):
        data = raw.encode("utf-8", "backslashreplace")
    else:
        data = raw if isinstance(raw, bytes) else canonical_json(raw)
    return hashlib.sha256(f"raw:{connector_id}:".encode() + data).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a number that is not finite has no JSON form")
        return format(value, "f")
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _references(references: Any) -> dict[str, str]:
    return {key: _squeeze(value) for key, value in (references or {}).items() if value}


def _moment(moment: Any) -> list[Any] | None:
    return [moment.get("utc"), moment.get("precision")] if moment else None


def _place(location: Any) -> list[str | None] | None:
    if not location:
        return None
    place = [_squeeze(location.get(field), fold=True) for field in _LOCATION_FIELDS]
    return place if any(place) else None


def _proof(proof: Any) -> list[str | None] | None:
    if not proof:
        return None
    document = (proof.get("document") or {}).get("data")
    digest = hashlib.sha256(str(document).encode()).hexdigest() if document else None
    signer = _squeeze(proof.get("signed_by"), fold=True)
    return [signer, digest] if signer or digest else None


def _items(items: Any) -> list[str]:
    return sorted(
        canonical_json(
            [_quantity(item.get("quantity"))]
            + [_squeeze(item.get(field)) for field in _ITEM_FIELDS]
        ).decode()
        for item in items or ()
    )


def _package(package: Mapping[str, Any]) -> list[Any]:
    return [
        _squeeze(package.get("tracking_number")),
        _squeeze(package.get("sscc")),
        _items(package.get("items")),
    ]


def _quantity(value: Any) -> str | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
        return format(number.normalize(), "f") if number.is_finite() else str(value)
    except InvalidOperation:
        return str(value)


def _squeeze(value: Any, fold: bool = False) -> str | None:
    if value is None:
        return None
    text = " ".join(str(value).split())
    return (text.casefold() if fold else text) or None
