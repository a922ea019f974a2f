# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the addresses that tell whether due work is being done."""

from __future__ import annotations

from typing import Any

from .components import header_references, refusals


def paths() -> dict[str, Any]:
    """``GET /health`` and ``GET /metrics``."""
    content = {"application/json": {"schema": _HEALTH}}
    return {
        "/logistics_sync/v1/health": {
            "get": {
                "tags": ["Service"],
                "operationId": "getHealth",
                "summary": "Whether due work is being done",
                "description": "Anyone is told the status. With a token for health "
                "the answer holds figures and findings about the company of its "
                "connector.",
                "security": [{}, {"bearerToken": []}],
                "responses": {
                    "200": {"description": "Work is being done.", "content": content},
                    "503": {"description": "Work piles up.", "content": content},
                    **refusals(401, 405),
                },
            }
        },
        "/logistics_sync/v1/metrics": {
            "get": {
                "tags": ["Service"],
                "operationId": "getMetrics",
                "summary": "Queue depths and more, as text for Prometheus",
                "security": [{"bearerToken": []}],
                "responses": {
                    "200": {
                        "description": "The figures, one a line.",
                        "headers": header_references(
                            "X-Correlation-ID", "Cache-Control"
                        ),
                        "content": {"text/plain": {"schema": {"type": "string"}}},
                    },
                    **refusals(401, 405),
                },
            }
        },
    }


def _list(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object"}, "description": description}


_HEALTH = {
    "type": "object",
    "required": ["status", "correlation_id"],
    "properties": {
        "status": {
            "enum": ["ok", "degraded"],
            "description": "degraded: due work has been left alone for five minutes",
        },
        "correlation_id": {"type": "string", "description": "id of this request"},
        "checked_at": {"type": "string", "description": "when it was measured"},
        "dispatcher": {"type": "object", "description": "what wakes the workers"},
        "lanes": _list("work by lane: due, age of the oldest, in work, lost, workers"),
        "gates": _list("partners that are not called now, and why"),
        "paused": _list("paused connectors with a backlog"),
        "degraded": _list("partners out of normal operation, and why"),
        "waiting": _list("messages that wait on purpose, by reason"),
        "questions": {"type": "object", "description": "open exceptions"},
        "jobs_failed": {"type": "integer", "description": "wake-up jobs that failed"},
        "findings": _list("what it means, the worst first, with what to do"),
    },
}
