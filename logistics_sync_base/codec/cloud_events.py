# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CloudEvents 1.0 as they come over HTTP: structured, in batches, and binary.

An envelope is opened to the document within; who it is from (``source``, ``id``)
makes the idempotency key, ``dataschema`` names the document's schema and version.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from . import json_document
from .contracts import SCHEMAS, split_name

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
FAMILY = "application/cloudevents"
BINARY_MARK = "ce-specversion"
MAX_BATCH = 10_000
_REQUIRED = ("specversion", "id", "source", "type")
_SCHEMA_NAME = re.compile(
    r"(?:^|[/:#])([a-z][a-z_]*)[/:-]v?(\d+(?:\.\d+)?)(?:\.json)?$"
)


class CloudEventError(ValueError):
    """The envelope is not CloudEvents 1.0; ``field`` names the attribute."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Envelope:
    """The attributes of one event that we act upon."""

    id: str
    source: str
    type: str
    dataschema: str | None = None
    content_type: str | None = None
    traceparent: str | None = None

    @property
    def key(self) -> str:
        """What identifies the event: its source together with its id."""
        return f"{self.source} {self.id}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the envelopes held: the document as bytes, of this content type."""

    body: bytes
    content_type: str
    envelopes: tuple[Envelope, ...]
    is_batch: bool = False


def is_cloud_event(content_type: str, headers: Mapping[str, str]) -> bool:
    """Whether a request claims to be CloudEvents; names of headers in lower case."""
    return content_type.startswith(FAMILY) or BINARY_MARK in headers


def open_events(content_type: str, headers: Mapping[str, str], body: bytes) -> Opened:
    """Open the envelope(s) of one HTTP body.

    ``content_type`` is the media type without parameters, ``headers`` have names in
    lower case. Raises CloudEventError, or JsonError for a body that is no JSON.
    """
    if content_type == STRUCTURED:
        return _open_structured(json_document.load(body))
    if content_type == BATCH:
        return _open_batch(json_document.load(body))
    if content_type.startswith(FAMILY):
        raise CloudEventError("This form of CloudEvents is not read.", "content-type")
    return _open_binary(content_type, headers, body)


def schema_name(dataschema: str | None) -> str | None:
    """The schema's short name (``order/1.0``) from the URI that ends with it."""
    match = _SCHEMA_NAME.search(dataschema or "")
    return f"{match[1]}/{match[2]}" if match else None


def _open_structured(event: Any) -> Opened:
    envelope = _read_envelope(event)
    content_type = envelope.content_type or "application/json"
    if "data_base64" in event:
        body = _decode_base64(event)
        if _is_json(content_type):
            body = _name_schema(body, envelope)
        return Opened(body, content_type, (envelope,))
    data = event.get("data")
    if isinstance(data, str) and not _is_json(content_type):
        return Opened(data.encode("utf-8", "replace"), content_type, (envelope,))
    named = _with_schema(data, envelope)
    return Opened(_dump(named), "application/json", (envelope,))


def _open_batch(events: Any) -> Opened:
    if not isinstance(events, list):
        raise CloudEventError("A batch is a JSON list of events.", "batch")
    if not 0 < len(events) <= MAX_BATCH:
        raise CloudEventError(f"A batch holds 1 to {MAX_BATCH} events.", "batch")
    envelopes, documents, seen = [], [], {}
    for place, event in enumerate(events):
        envelope = _read_envelope(event, f"[{place}].")
        data = event.get("data")
        if "data_base64" in event or not _is_json(envelope.content_type or ""):
            raise CloudEventError(
                "Within a batch, data must be JSON.", f"[{place}].data"
            )
        first = seen.setdefault(envelope.key, place)
        if first != place and events[first] != event:
            raise CloudEventError(
                f"Events {first} and {place} have the same source and id, but differ.",
                f"[{place}].id",
            )
        if first == place:
            envelopes.append(envelope)
            named = _with_schema(data, envelope)
            # A list within the data stands for several documents, as it does alone.
            documents.extend(named if isinstance(named, list) else [named])
    body = _dump(documents)
    return Opened(body, "application/json", tuple(envelopes), is_batch=True)


def _open_binary(content_type: str, headers: Mapping[str, str], body: bytes) -> Opened:
    event = {
        name.removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.startswith("ce-")
    }
    event["datacontenttype"] = content_type
    envelope = _read_envelope(event, "ce-")
    if _is_json(content_type):
        body = _name_schema(body, envelope)
    return Opened(body, content_type, (envelope,))


def _read_envelope(event: Any, place: str = "") -> Envelope:
    if not isinstance(event, dict):
        raise CloudEventError("An event is a JSON object.", place or "event")
    for name in _REQUIRED:
        value = event.get(name)
        if not isinstance(value, str) or not value.strip():
            raise CloudEventError(f"The attribute {name} is missing.", place + name)
    if event["specversion"] != "1.0":
        raise CloudEventError(
            "Only CloudEvents 1.0 are understood.", place + "specversion"
        )
    return Envelope(
        event["id"].strip(),
        event["source"].strip(),
        event["type"].strip(),
        _text(event, "dataschema", place),
        (_text(event, "datacontenttype", place) or "").partition(";")[0].strip().lower()
        or None,
        _text(event, "traceparent", place),
    )


def _text(event: Mapping[str, Any], name: str, place: str) -> str | None:
    value = event.get(name)
    if value is not None and not isinstance(value, str):
        raise CloudEventError(f"The attribute {name} must be text.", place + name)
    return (value or "").strip() or None


def _decode_base64(event: Mapping[str, Any]) -> bytes:
    text = event["data_base64"]
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, ValueError, binascii.Error) as error:
        raise CloudEventError("data_base64 is not base64.", "data_base64") from error


def _is_json(content_type: str) -> bool:
    return content_type in ("", "application/json", "text/json") or (
        content_type.endswith("+json")
    )


def _name_schema(body: bytes, envelope: Envelope) -> bytes:
    """The JSON body with the schema its envelope names, unchanged where it can be."""
    if schema_name(envelope.dataschema) is None:
        return body
    document = json_document.load(body)
    named = _with_schema(document, envelope)
    return body if named is document else _dump(named)


def _is_canonical(name: str) -> bool:
    """Whether it is an object of ours, in whatever version."""
    own = split_name(name)[0]
    return any(split_name(known)[0] == own for known in SCHEMAS)


def _with_schema(document: Any, envelope: Envelope) -> Any:
    """A canonical document with its ``schema``, when only the envelope names it."""
    name = schema_name(envelope.dataschema)
    if name is None or not _is_canonical(name):
        return document
    if isinstance(document, list):
        return [_with_schema(item, envelope) for item in document]
    if not isinstance(document, dict):
        return document
    if "schema" not in document:
        return {"schema": name, **document}
    if document["schema"] != name:
        raise CloudEventError(
            f"The envelope names the schema {name}, the document another one.",
            "dataschema",
        )
    return document


def _dump(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
