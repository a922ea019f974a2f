# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the addresses contracts are downloaded from."""

from __future__ import annotations

from typing import Any

from ..codec.contracts import SCHEMAS, split_name
from .components import header_references, refusals

_BASE = "/logistics_sync/v1"
SCHEMA_TYPE = "application/schema+json"
_OBJECT = {"type": "object"}


def paths() -> dict[str, Any]:
    """The list of schemas, a schema, its samples, and the OpenAPI document."""
    one = f"{_BASE}/schemas/{{name}}/{{version}}"
    known = list(map(split_name, SCHEMAS))
    names, versions = {name for name, __ in known}, {number for __, number in known}
    name_and_version = [
        _path_parameter("name", "canonical object", names),
        _path_parameter("version", "version", versions),
    ]
    return {
        f"{_BASE}/openapi.json": {
            "get": _get("getOpenApi", "This document", _OBJECT, "application/json")
        },
        f"{_BASE}/schemas": {
            "get": _get(
                "listSchemas", "All canonical schemas", _LIST, "application/json"
            )
        },
        one: {
            "parameters": name_and_version,
            "get": _get("getSchema", "One schema", _OBJECT, SCHEMA_TYPE, 404),
        },
        f"{one}/examples": {
            "parameters": name_and_version,
            "get": _get(
                "getExamples", "Its samples", _EXAMPLES, "application/json", 404
            ),
        },
    }


def _get(
    operation: str, summary: str, schema: dict[str, Any], mimetype: str, *codes: int
) -> dict[str, Any]:
    headers = header_references("ETag", "Cache-Control")
    return {
        "tags": ["Contracts"],
        "operationId": operation,
        "summary": summary,
        "security": [],
        "parameters": [{"$ref": "#/components/parameters/If-None-Match"}],
        "responses": {
            "200": {
                "description": summary,
                "headers": headers,
                "content": {mimetype: {"schema": schema}},
            },
            "304": {"description": "Not changed.", "headers": headers},
            **refusals(*codes, 405),
        },
    }


def _path_parameter(name: str, description: str, values: set[str]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "enum": sorted(values)},
    }


_LIST = {
    "type": "object",
    "required": ["schemas"],
    "properties": {
        "schemas": {
            "type": "array",
            "description": "one entry for each version of each object",
            "items": {
                "type": "object",
                "required": ["name", "version", "title", "status", "href", "examples"],
                "properties": {
                    "name": {"type": "string", "description": "canonical object"},
                    "version": {"type": "string", "description": "version"},
                    "title": {"type": "string", "description": "the object in words"},
                    "description": {"type": "string", "description": "what it is"},
                    "status": {
                        "enum": ["live", "deprecated", "retired"],
                        "description": "a retired version is refused",
                    },
                    "deprecated_on": {
                        "type": ["string", "null"],
                        "description": "since when, UTC",
                    },
                    "sunset_on": {
                        "type": ["string", "null"],
                        "description": "refused from then on, UTC",
                    },
                    "href": {"type": "string", "description": "the schema"},
                    "examples": {"type": "string", "description": "its samples"},
                },
            },
        }
    },
}
_EXAMPLES = {
    "type": "object",
    "required": ["schema", "examples"],
    "properties": {
        "schema": {"type": "string", "description": "the schema they follow"},
        "examples": {
            "type": "object",
            "description": "what each shows, and the document",
            "additionalProperties": {"type": "object"},
        },
    },
}
