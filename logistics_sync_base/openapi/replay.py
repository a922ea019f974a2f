# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Describes the addresses at which messages are asked to be processed again."""

from __future__ import annotations

from typing import Any

from .components import header_references, refusals

_BASE = "/logistics_sync/v1/{connector_code}/replays"
_CODE = {"$ref": "#/components/parameters/connector_code"}
_TRACE = {"$ref": "#/components/parameters/X-Correlation-ID"}
_REPLAY_ID = {
    "name": "replay_id",
    "in": "path",
    "required": True,
    "description": "`replay_id` of an earlier answer",
    "schema": {"type": "string"},
}
_MOMENT = {
    "type": "string",
    "format": "date-time",
    "description": "a time with its offset",
}


def paths() -> dict[str, Any]:
    """``POST /replays`` and ``GET /replays/<id>``."""
    return {
        _BASE: {"parameters": [_CODE, _TRACE], "post": _get_ask()},
        f"{_BASE}/{{replay_id}}": {
            "parameters": [_CODE, _TRACE, _REPLAY_ID],
            "get": _get_look(),
        },
    }


def _get_ask() -> dict[str, Any]:
    return {
        "tags": ["Replay"],
        "operationId": "askReplay",
        "summary": "Process messages again, or see what that would do",
        "description": "For messages of this connector, with a token made for it. What "
        "succeeded is not done again. What is about money waits until a person of the "
        "operator approves it: the state is `to_approve` then.",
        "security": [{"bearerToken": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _REQUEST}},
        },
        "responses": {
            "200": _answer("What would happen; nothing was done."),
            "202": _answer("Started, or waiting for approval."),
            **refusals(400, 401, 403, 404, 405, 413, 415, 422, 500),
        },
    }


def _get_look() -> dict[str, Any]:
    return {
        "tags": ["Replay"],
        "operationId": "lookAtReplay",
        "summary": "What came of a replay so far",
        "security": [{"bearerToken": []}],
        "responses": {
            "200": _answer("The replay."),
            **refusals(400, 401, 403, 404, 405, 500),
        },
    }


def _answer(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": header_references("X-Correlation-ID", "Cache-Control"),
        "content": {"application/json": {"schema": _REPLAY}},
    }


def _count(description: str) -> dict[str, Any]:
    return {"type": "integer", "description": description}


_REQUEST = {
    "type": "object",
    "required": ["reason"],
    "additionalProperties": False,
    "anyOf": [
        {"required": ["message_ids"]},
        {"required": ["received_from"]},
        {"required": ["states"]},
    ],
    "properties": {
        "reason": {
            "type": "string",
            "pattern": "\\S.*\\S.*\\S.*\\S.*\\S",
            "maxLength": 500,
            "description": "why, in words for a person; it stays on record",
        },
        "message_ids": {
            "type": "array",
            "items": {"type": "string"},
            "minItems": 1,
            "maxItems": 5000,
            "description": "ids we answered when the messages were taken in",
        },
        "received_from": _MOMENT,
        "received_to": _MOMENT,
        "states": {
            "type": "array",
            "minItems": 1,
            "description": "only messages in these states; dead letters where neither "
            "states nor ids are given",
            "items": {
                "enum": [
                    "dead",
                    "exception",
                    "failed",
                    "processed",
                    "acknowledged",
                    "ignored",
                ]
            },
        },
        "begin_with": {
            "enum": ["read", "follow", "deliver"],
            "description": "read the documents again, only what follows from them, or "
            "only what others are sent because of them",
        },
        "mapping": {
            "enum": ["current", "original"],
            "description": "which version of the mapping reads them",
        },
        "include_done": {
            "type": "boolean",
            "description": "also messages that succeeded",
        },
        "dry_run": {
            "type": "boolean",
            "description": "only tell what would happen",
        },
    },
}
_LINE = {
    "type": "object",
    "required": ["message_id", "plan"],
    "properties": {
        "message_id": {"type": "string", "description": "message"},
        "plan": {"type": "string", "description": "what was expected of it"},
        "result": {"type": ["string", "null"], "description": "what was done"},
        "detail": {"type": ["string", "null"], "description": "in words"},
    },
}
_REPLAY = {
    "type": "object",
    "required": ["replay_id", "state", "chosen", "correlation_id"],
    "properties": {
        "replay_id": {"type": "string", "description": "ask about it by this id"},
        "state": {
            "enum": ["draft", "to_approve", "started", "refused", "cancelled"],
            "description": "cancelled is a plan that was only looked at",
        },
        "chosen": _count("messages that fit"),
        "replayed": _count("messages that were made due again"),
        "done_already": _count("messages that were left alone, as they are done"),
        "in_work": _count("messages that were left alone, as they are in work"),
        "succeeded": _count("replayed messages that are done by now"),
        "open": _count("replayed messages that are still in work"),
        "failed": _count("replayed messages that failed again"),
        "messages": {
            "type": "array",
            "items": _LINE,
            "description": "the first 100 messages",
        },
        "correlation_id": {"type": "string", "description": "id of this request"},
    },
}
