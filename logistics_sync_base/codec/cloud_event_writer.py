# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts as CloudEvents 1.0: in one JSON document, as a batch, or in HTTP headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ..core.canonical import canonical_json
from ..core.correlation import traceparent

STRUCTURED = "application/cloudevents+json; charset=utf-8"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
TYPE_PREFIX = "io.github.logistics-sync."
# Printable ASCII that the HTTP binding leaves as it is in a header.
_HEADER_SAFE = "!#$&'()*+,-./:;<=>?@[\\]^_`{|}~"


@dataclass(frozen=True, slots=True)
class Fact:
    """One event of ours. ``occurred_at`` is naive UTC, None when nobody told it."""

    id: str
    event_type: str
    source: str
    data: dict[str, Any]
    occurred_at: datetime | None = None
    subject: str | None = None
    correlation_id: str | None = None


def attributes(fact: Fact) -> dict[str, str]:
    """The context attributes of an event; what is not known is left out.

    ``id`` and ``source`` together are the same however often a fact is told.
    """
    name, _slash, version = str(fact.data.get("schema", "")).partition("/")
    found = {
        "specversion": "1.0",
        "id": fact.id,
        "source": fact.source,
        "type": TYPE_PREFIX + fact.event_type,
        "datacontenttype": "application/json",
        "dataschema": name and f"urn:logistics-sync:schema:{name}:{version}",
        "subject": fact.subject,
        "time": fact.occurred_at and f"{fact.occurred_at.isoformat()}Z",
        "correlationid": fact.correlation_id,
        "traceparent": fact.correlation_id and traceparent(fact.correlation_id),
    }
    return {key: value for key, value in found.items() if value}


def structured(fact: Fact) -> bytes:
    """One JSON document of attributes and data."""
    return canonical_json({**attributes(fact), "data": fact.data})


def batch(facts: Iterable[Fact]) -> bytes:
    """A JSON array of such documents, in the order given."""
    return canonical_json([{**attributes(fact), "data": fact.data} for fact in facts])


def binary(fact: Fact) -> tuple[dict[str, str], bytes]:
    """(headers, body): the attributes as ``ce-`` headers, the data as the body."""
    headers = {
        f"ce-{key}": quote(value, safe=_HEADER_SAFE)
        for key, value in attributes(fact).items()
        if key != "datacontenttype"
    }
    return headers, canonical_json(fact.data)
