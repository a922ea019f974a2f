# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the address partners post their documents to."""

from __future__ import annotations

from typing import Any

from ..codec.contracts import SCHEMAS
from ..core.arrival import MAX_KEY_LENGTH
from .components import component_name, header_references, refusals, schema_reference

_TEXT = {"schema": {"type": "string"}}
_STANDARD_WEBHOOK: dict[str, list[str]] = {
    "webhookId": [],
    "webhookTimestamp": [],
    "webhookSignature": [],
}


def paths() -> dict[str, Any]:
    """``POST .../events``."""
    return {"/logistics_sync/v1/{connector_code}/events": {"post": _get_post()}}


def _get_post() -> dict[str, Any]:
    return {
        "tags": ["Documents"],
        "operationId": "postDocument",
        "summary": "Send one document, or many in one request",
        "description": "202 means: stored for good, and processed soon. The same key "
        "with the same body gives the same answer and no second effect; with another "
        "body 409. A 422 names the field; correct it and send it under a new key.",
        "parameters": [
            {"$ref": "#/components/parameters/connector_code"},
            _IDEMPOTENCY_KEY,
            {"$ref": "#/components/parameters/X-Correlation-ID"},
            {"$ref": "#/components/parameters/traceparent"},
        ],
        "security": [{"bearerToken": []}, _STANDARD_WEBHOOK, {"basicPassword": []}],
        "requestBody": {
            "required": True,
            "description": "A canonical document, a list of them, a CloudEvent, or the "
            "partner's own document where a mapping was agreed.",
            "content": _get_contents(),
        },
        "responses": {
            "202": {
                "description": "Stored; it will be processed.",
                "headers": header_references(
                    "X-Correlation-ID", "Deprecation", "Sunset", "Link"
                ),
                "content": {
                    "application/json": {"schema": schema_reference("accepted")}
                },
            },
            **refusals(400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500),
        },
    }


def _get_contents() -> dict[str, Any]:
    canonical = [schema_reference(component_name(name)) for name in SCHEMAS]
    return {
        "application/json": {
            "schema": {
                "anyOf": [
                    *canonical,
                    {"type": "array", "minItems": 1, "items": {"anyOf": canonical}},
                    _PARTNER_DOCUMENT,
                ]
            }
        },
        "application/cloudevents+json": {"schema": schema_reference("cloud_event")},
        "application/cloudevents-batch+json": {
            "schema": {
                "type": "array",
                "minItems": 1,
                "items": schema_reference("cloud_event"),
            }
        },
        "application/edi-x12": _TEXT,
        "application/edifact": _TEXT,
        "application/xml": _TEXT,
        "text/csv": _TEXT,
    }


_PARTNER_DOCUMENT = {
    "type": "object",
    "title": "Partner document",
    "description": "A document of the partner's own form, for which the connector has "
    "an active mapping.",
    "not": {"required": ["schema"]},
    "additionalProperties": True,
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Identifies the document; with Standard Webhooks `webhook-id` does. "
    "Without a key the body itself is the key.",
    "schema": {"type": "string", "maxLength": MAX_KEY_LENGTH},
}
