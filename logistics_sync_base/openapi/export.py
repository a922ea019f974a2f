# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the address data warehouses fetch changes from."""

from __future__ import annotations

from typing import Any

from .components import header_references, query_number, refusals

DATASETS = ("daily_figures", "events", "exceptions", "messages")


def paths() -> dict[str, Any]:
    """``GET /export/<dataset>``."""
    return {
        "/logistics_sync/v1/{connector_code}/export/{dataset}": {
            "parameters": [
                {"$ref": "#/components/parameters/connector_code"},
                {"$ref": "#/components/parameters/X-Correlation-ID"},
                _DATASET,
            ],
            "get": {
                "tags": ["Export"],
                "operationId": "exportChanges",
                "summary": "Rows that changed since a mark",
                "description": "Keep `next_since`, and send it as `since` to read on. "
                "A token that may only read is enough.",
                "security": [{"bearerToken": []}],
                "parameters": [
                    _SINCE,
                    query_number("limit", "how many rows at most", 5000, 1000),
                ],
                "responses": {
                    "200": {
                        "description": "Rows.",
                        "headers": header_references(
                            "X-Correlation-ID", "Cache-Control"
                        ),
                        "content": {"application/json": {"schema": _ROWS}},
                    },
                    **refusals(400, 401, 403, 404, 405, 500),
                },
            },
        }
    }


_DATASET = {
    "name": "dataset",
    "in": "path",
    "required": True,
    "description": "what is read",
    "schema": {"type": "string", "enum": list(DATASETS)},
}
_SINCE = {
    "name": "since",
    "in": "query",
    "description": "`next_since` of the last answer; left out, all is read",
    "schema": {"type": "string"},
}
_ROWS = {
    "type": "object",
    "required": ["dataset", "rows", "next_since", "more", "correlation_id"],
    "properties": {
        "dataset": {"enum": list(DATASETS), "description": "what was read"},
        "rows": {
            "type": "array",
            "description": "in the order of their change",
            "items": {"type": "object"},
        },
        "next_since": {"type": "string", "description": "where to read on"},
        "more": {"type": "boolean", "description": "whether more have changed"},
        "correlation_id": {"type": "string", "description": "id of this request"},
    },
}
