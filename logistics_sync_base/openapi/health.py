# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the address that tells whether due work is being done."""

from __future__ import annotations

from typing import Any

from .components import refusals


def paths() -> dict[str, Any]:
    """``GET /health``."""
    content = {"application/json": {"schema": _HEALTH}}
    return {
        "/logistics_sync/v1/health": {
            "get": {
                "tags": ["Service"],
                "operationId": "getHealth",
                "summary": "Whether due work is being done",
                "security": [],
                "responses": {
                    "200": {"description": "Work is being done.", "content": content},
                    "503": {"description": "Work piles up.", "content": content},
                    **refusals(405),
                },
            }
        }
    }


_HEALTH = {
    "type": "object",
    "required": ["status", "oldest_due_seconds", "dispatcher"],
    "properties": {
        "status": {"enum": ["ok", "stalled"], "description": "ok, or stalled"},
        "oldest_due_seconds": {
            "type": "integer",
            "minimum": 0,
            "description": "how long the oldest due document has been waiting",
        },
        "dispatcher": {
            "enum": ["cron", "queue_job"],
            "description": "what wakes the workers",
        },
    },
}
