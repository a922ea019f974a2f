# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Schemas of answers and envelopes that several operations share."""

from __future__ import annotations

from typing import Any

OWN_SCHEMAS: dict[str, Any] = {
    "problem": {
        "type": "object",
        "title": "Problem",
        "description": "Why a request was refused (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "type": "string",
                "description": "stable name of the kind of problem, a URN",
            },
            "title": {"type": "string", "description": "the kind in words"},
            "status": {"type": "integer", "description": "HTTP status"},
            "detail": {"type": "string", "description": "what is wrong here"},
            "field": {
                "type": ["string", "null"],
                "description": "place of the fault, such as lines[0].quantity",
            },
            "value_class": {
                "type": ["string", "null"],
                "description": "what kind of value stood there, never the value",
            },
            "remedy": {"type": ["string", "null"], "description": "what to do"},
            "correlation_id": {
                "type": ["string", "null"],
                "description": "id of the transaction, for questions",
            },
            "message_id": {
                "type": "string",
                "description": "id of the stored document, where it was stored",
            },
            "known_versions": {
                "type": "array",
                "items": {"type": "string"},
                "description": "versions that are served, where another was asked for",
            },
        },
    },
    "accepted": {
        "type": "object",
        "title": "Acceptance",
        "description": "The document is stored and will be processed.",
        "required": ["message_id", "correlation_id", "status"],
        "properties": {
            "message_id": {"type": "string", "description": "id of the document here"},
            "correlation_id": {"type": "string", "description": "transaction"},
            "status": {"const": "accepted", "description": "always accepted"},
        },
    },
    "cloud_event": {
        "type": "object",
        "title": "CloudEvent",
        "description": "CloudEvents 1.0, structured; `dataschema` may name one of the "
        "canonical schemas.",
        "required": ["specversion", "id", "source", "type"],
        "properties": {
            "specversion": {"const": "1.0", "description": "version of CloudEvents"},
            "id": {
                "type": "string",
                "minLength": 1,
                "maxLength": 100,
                "description": "with the source the idempotency key",
            },
            "source": {
                "type": "string",
                "minLength": 1,
                "maxLength": 100,
                "description": "who tells the event",
            },
            "type": {"type": "string", "minLength": 1, "description": "kind of event"},
            "time": {"type": "string", "format": "date-time", "description": "when"},
            "datacontenttype": {
                "type": "string",
                "description": "media type of the data",
            },
            "dataschema": {
                "type": "string",
                "format": "uri-reference",
                "description": "schema of the data",
            },
            "data": {"description": "the document"},
        },
        "additionalProperties": True,
    },
}
