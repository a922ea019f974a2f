# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Refusals a partner's developer can act on (RFC 9457 problem details)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:logistics-sync:problem:"


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    code: str | None = None,
    field: str | None = None,
    value_class: str | None = None,
    remedy: str | None = None,
    correlation_id: str | None = None,
    errors: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Body of an ``application/problem+json`` answer.

    ``code`` becomes the problem type (a URN; ``about:blank`` without), ``field`` is
    the path of the refused field, ``value_class`` what kind of value stood there
    (never the value itself), ``remedy`` what to do. ``errors`` lists several refusals.
    Raises ValueError for a status that is no error.
    """
    if not 400 <= status <= 599:
        raise ValueError(f"{status} is not an HTTP error status")
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + code if code else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    optional = {
        "field": field,
        "value_class": value_class,
        "remedy": remedy,
        "correlation_id": correlation_id,
        "errors": [dict(error) for error in errors] if errors else None,
    }
    body.update({key: value for key, value in optional.items() if value is not None})
    return body


def value_class(value: Any) -> str:
    """What kind of value this is, without telling it: ``text of 12 characters``."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, str):
        return f"text of {len(value)} characters" if value else "empty text"
    if isinstance(value, Mapping):
        return f"object with {len(value)} fields"
    if isinstance(value, (list, tuple)):
        return f"list of {len(value)}"
    return type(value).__name__
