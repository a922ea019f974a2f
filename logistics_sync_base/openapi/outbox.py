# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the addresses partners fetch documents from and confirm them at."""

from __future__ import annotations

from typing import Any

from .components import (
    header_references,
    query_number,
    refusals,
    schema_reference,
)

_BASE = "/logistics_sync/v1/{connector_code}/outbox"
_CODE = {"$ref": "#/components/parameters/connector_code"}
_TRACE = {"$ref": "#/components/parameters/X-Correlation-ID"}
_IDS = {
    "type": "array",
    "items": {"type": "string"},
    "description": "message ids you have safely, at most 5000 in one request",
}
_REFUSED = {
    "type": "array",
    "description": "documents you will not take, each with your reason",
    "items": {
        "type": "object",
        "required": ["message_id", "reason"],
        "properties": {
            "message_id": {"type": "string", "description": "message id"},
            "reason": {
                "type": "string",
                "pattern": "\\S",
                "description": "why, in words for a person",
            },
        },
    },
}


def paths() -> dict[str, Any]:
    """``GET /outbox`` and ``POST /outbox/acks``."""
    return {
        _BASE: {"parameters": [_CODE, _TRACE], "get": _get_fetch()},
        f"{_BASE}/acks": {"parameters": [_CODE, _TRACE], "post": _get_acknowledge()},
    }


def _get_fetch() -> dict[str, Any]:
    return {
        "tags": ["Outbox"],
        "operationId": "fetchOutbox",
        "summary": "Documents that wait for you, oldest first",
        "description": "A document comes again until you confirm it. Keep "
        "`next_cursor`, and send it as `cursor` to read on.",
        "security": [{"bearerToken": []}],
        "parameters": [
            query_number("cursor", "`next_cursor` of the last answer", 2**31 - 1, 0),
            query_number("limit", "how many documents at most", 500, 100),
        ],
        "responses": {"200": _answer("Documents.", _PAGE), **refusals(400, 401)}
        | refusals(403, 404, 405, 429, 500),
    }


def _get_acknowledge() -> dict[str, Any]:
    return {
        "tags": ["Outbox"],
        "operationId": "acknowledgeOutbox",
        "summary": "Confirm documents, or refuse them",
        "description": "Saying it twice changes nothing.",
        "security": [{"bearerToken": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ACKNOWLEDGEMENT}},
        },
        "responses": {
            "200": _answer("Noted.", _NOTED),
            **refusals(400, 401, 403, 404, 405, 413, 415, 422, 500),
        },
    }


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "headers": header_references("X-Correlation-ID", "Cache-Control"),
        "content": {"application/json": {"schema": schema}},
    }


_ACKNOWLEDGEMENT = {
    "type": "object",
    "anyOf": [
        {
            "required": ["message_ids"],
            "properties": {"message_ids": _IDS | {"minItems": 1}, "rejected": _REFUSED},
        },
        {
            "required": ["rejected"],
            "properties": {"message_ids": _IDS, "rejected": _REFUSED | {"minItems": 1}},
        },
    ],
}
_NOTED = {
    "type": "object",
    "required": ["acknowledged", "unknown", "correlation_id"],
    "properties": {
        "acknowledged": {"type": "integer", "description": "how many were known"},
        "unknown": {
            "type": "array",
            "items": {"type": "string"},
            "description": "message ids that are none of yours",
        },
        "correlation_id": {"type": "string", "description": "id of this request"},
    },
}
_PAGE = {
    "type": "object",
    "required": ["documents", "next_cursor", "more", "correlation_id"],
    "properties": {
        "documents": {
            "type": "array",
            "description": "what waits for you",
            "items": schema_reference("outbox_document"),
        },
        "next_cursor": {"type": "string", "description": "where to read on"},
        "more": {"type": "boolean", "description": "whether more are waiting"},
        "correlation_id": {"type": "string", "description": "id of this request"},
    },
}
COMPONENTS: dict[str, Any] = {
    "outbox_document": {
        "type": "object",
        "title": "Document in the outbox",
        "description": "One document for you, with what is needed to confirm it.",
        "required": ["message_id", "correlation_id", "position", "content_type"],
        "properties": {
            "message_id": {"type": "string", "description": "confirm it by this id"},
            "correlation_id": {"type": "string", "description": "transaction"},
            "position": {"type": "string", "description": "its place in the outbox"},
            "content_type": {"type": "string", "description": "media type"},
            "file_name": {"type": ["string", "null"], "description": "file name"},
            "created_at": {"type": "string", "description": "since when it waits"},
            "sha256": {"type": "string", "description": "of the document as it left"},
            "document": {"description": "the document, where it is JSON"},
            "document_base64": {
                "type": "string",
                "description": "the document in base64, where it is not JSON",
            },
        },
    }
}
