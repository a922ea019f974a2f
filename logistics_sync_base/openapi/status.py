# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the address that tells how far a partner's documents are."""

from __future__ import annotations

from typing import Any

from .components import header_references, refusals

_TRACE = {"$ref": "#/components/parameters/X-Correlation-ID"}


def paths() -> dict[str, Any]:
    """``GET /status``."""
    return {"/logistics_sync/v1/status": {"parameters": [_TRACE], "get": _get()}}


def _get() -> dict[str, Any]:
    return {
        "tags": ["Status"],
        "operationId": "getStatus",
        "summary": "How far your documents are",
        "description": "Send exactly one of the numbers. Only documents of the "
        "connector your token belongs to are looked at.",
        "security": [{"bearerToken": []}],
        "parameters": [
            _number("message_id", "id we answered when the document was taken in"),
            _number("correlation_id", "correlation id of the document"),
            _number(
                "external_id",
                "your number: the key you sent it under, the reference it is about, or "
                "the number you answered",
            ),
        ],
        "responses": {
            "200": {
                "description": "The documents, newest first.",
                "headers": header_references("X-Correlation-ID", "Cache-Control"),
                "content": {"application/json": {"schema": _STATUS}},
            },
            **refusals(400, 401, 403, 404, 405, 429, 500),
        },
    }


def _number(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "string", "pattern": "\\S", "maxLength": 200},
    }


def _time(description: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": description}


_STAGE = {
    "enum": ["received", "processing", "waiting", "processed", "exception", "ignored"],
    "description": "where it is; exception: a person has to decide",
}
_EVENT = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "event_type": {"type": ["string", "null"], "description": "kind of fact"},
        "reference": {"type": ["string", "null"], "description": "what it is about"},
        "status": _STAGE,
        "occurred_at": _time("when it happened, as you told it"),
        "received_at": _time("when we got it"),
        "processed_at": _time("when we applied it"),
        "problem": {"type": ["string", "null"], "description": "what is wrong"},
    },
}
_DOCUMENT = {
    "type": "object",
    "required": ["message_id", "correlation_id", "direction", "status", "received_at"],
    "properties": {
        "message_id": {"type": "string", "description": "our id of the document"},
        "correlation_id": {"type": "string", "description": "its correlation id"},
        "direction": {"enum": ["received", "sent"], "description": "seen from us"},
        "status": _STAGE,
        "state": {"type": "string", "description": "the same in more detail"},
        "received_at": _time("when we took it in, or owed it to you"),
        "processed_at": _time("when it was done"),
        "tries": {"type": "integer", "description": "how often it was tried"},
        "next_try_at": _time("when it is tried next"),
        "exception": {
            "type": ["object", "null"],
            "description": "the open question about it, in words",
            "properties": {
                "kind": {"type": "string", "description": "kind of question"},
                "sentence": {"type": "string", "description": "in words"},
                "since": _time("since when"),
            },
        },
        "events": {"type": "array", "items": _EVENT, "description": "facts in it"},
    },
}
_STATUS = {
    "type": "object",
    "required": ["documents", "more", "correlation_id"],
    "properties": {
        "documents": {
            "type": "array",
            "items": _DOCUMENT,
            "description": "at most 100",
        },
        "more": {"type": "boolean", "description": "whether there are more"},
        "correlation_id": {"type": "string", "description": "id of this request"},
    },
}
