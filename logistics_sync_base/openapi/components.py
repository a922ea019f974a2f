# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What several operations share: schemas, headers, answers, ways to prove who calls."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from ..codec.contracts import SCHEMAS, canonical_schema
from ..core.problem import CONTENT_TYPE
from .schemas import OWN_SCHEMAS

SCHEMA_POINTER = "#/components/schemas/"


def component_name(schema: str) -> str:
    """``order-1.0``, the component that holds the schema ``order/1.0``."""
    return schema.replace("/", "-")


def schema_reference(name: str) -> dict[str, str]:
    """A reference to a schema below ``components``."""
    return {"$ref": SCHEMA_POINTER + name}


def refusals(*codes: int) -> dict[str, Any]:
    """The responses of an operation that may refuse with these statuses."""
    return {str(code): {"$ref": f"#/components/responses/{code}"} for code in codes}


def query_number(
    name: str, description: str, highest: int, default: int
) -> dict[str, Any]:
    """A parameter of the query: a whole number from 0 to ``highest``."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {
            "type": "integer",
            "minimum": 0,
            "maximum": highest,
            "default": default,
        },
    }


def header_references(*names: str) -> dict[str, Any]:
    """References to shared headers of an answer."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def build() -> dict[str, Any]:
    """The ``components`` object."""
    return copy.deepcopy(_build(tuple(SCHEMAS)))


@cache
def _build(names: tuple[str, ...]) -> dict[str, Any]:
    canonical = _get_canonical_schemas(names)
    return {
        "schemas": dict(sorted({**canonical, **OWN_SCHEMAS}.items())),
        "headers": _HEADERS,
        "parameters": _PARAMETERS,
        "responses": {str(code): _get_refusal(code) for code in _REFUSALS},
        "securitySchemes": _SECURITY_SCHEMES,
    }


def _get_canonical_schemas(known_names: tuple[str, ...]) -> dict[str, Any]:
    """Each canonical schema and its parts as components.

    A part all schemas define alike gets its plain name; others are prefixed.
    """
    variants: dict[str, list[Any]] = {}
    for name in known_names:
        for part, definition in canonical_schema(name).get("$defs", {}).items():
            known = variants.setdefault(part, [])
            if definition not in known:
                known.append(definition)
    shared = {part for part, known in variants.items() if len(known) == 1}
    components: dict[str, Any] = {}
    for name in known_names:
        own = component_name(name)
        schema = dict(canonical_schema(name))
        definitions = schema.pop("$defs", {})
        names = {
            part: part if part in shared else f"{own}.{part}" for part in definitions
        }
        schema.pop("$schema", None)
        schema.pop("$id", None)
        components[own] = _point(schema, names)
        for part, definition in definitions.items():
            components[names[part]] = _point(definition, names)
    return components


def _point(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_point(entry, names) for entry in part]
    if not isinstance(part, dict):
        return part
    return {
        key: SCHEMA_POINTER + names[value.removeprefix("#/$defs/")]
        if key == "$ref"
        else _point(value, names)
        for key, value in part.items()
    }


def _get_refusal(code: int) -> dict[str, Any]:
    headers = ["X-Correlation-ID", *_REFUSAL_HEADERS.get(code, ())]
    return {
        "description": _REFUSALS[code],
        "headers": header_references(*headers),
        "content": {CONTENT_TYPE: {"schema": schema_reference("problem")}},
    }


_REFUSALS = {
    400: "The request itself is malformed.",
    401: "Not shown to come from the partner: wrong or missing signature or token.",
    403: "Not allowed: another partner's token, a token that is not for this, an "
    "address that was not agreed, or not through the gateway.",
    404: "There is nothing at this address, or no live connector has it.",
    405: "The address is served with another method.",
    409: "The key came before with another body.",
    410: "This version is no longer served.",
    413: "Larger than agreed.",
    415: "Content type or coding that is not read.",
    422: "Stored, but not usable: unreadable, or not as its schema says. The answer "
    "names the field.",
    429: "Too many at once; `Retry-After` tells when to come again.",
    500: "Something went wrong here. Send it again later under the same key.",
}
_REFUSAL_HEADERS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    410: ("Deprecation", "Sunset", "Link"),
    429: ("Retry-After",),
}
_TEXT = {"type": "string"}
_HEADERS = {
    "X-Correlation-ID": {
        "description": "Id of the whole transaction; taken over from the request.",
        "schema": _TEXT,
    },
    "WWW-Authenticate": {"description": "How to prove who calls.", "schema": _TEXT},
    "Allow": {"description": "Methods this address is served with.", "schema": _TEXT},
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "ETag": {"description": "Changes when the document changes.", "schema": _TEXT},
    "Cache-Control": {"description": "How long it may be kept.", "schema": _TEXT},
    "Deprecation": {
        "description": "RFC 9745: since when the version used is deprecated.",
        "schema": {"type": "string", "pattern": "^@-?[0-9]+$"},
    },
    "Sunset": {
        "description": "RFC 8594: from when on the version used is refused.",
        "schema": _TEXT,
    },
    "Link": {"description": "Where the change is explained.", "schema": _TEXT},
}
_PARAMETERS = {
    "connector_code": {
        "name": "connector_code",
        "in": "path",
        "required": True,
        "description": "Code of the connector, as in the address you were given.",
        "schema": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,62}$"},
        "example": "parcel-one",
    },
    "X-Correlation-ID": {
        "name": "X-Correlation-ID",
        "in": "header",
        "description": "Your id of the transaction; it goes with everything that "
        "follows. Without it we make one.",
        "schema": {"type": "string"},
    },
    "traceparent": {
        "name": "traceparent",
        "in": "header",
        "description": "W3C trace context; its trace id becomes the correlation id.",
        "schema": {"type": "string"},
        "example": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    },
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` you have; 304 when nothing has changed.",
        "schema": {"type": "string"},
    },
}
_SECURITY_SCHEMES = {
    "bearerToken": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token agreed with the operator.",
    },
    "basicPassword": {
        "type": "http",
        "scheme": "basic",
        "description": "User and password, where a provider can do no better.",
    },
    "webhookId": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-id",
        "description": "Standard Webhooks: id of the message, its key too.",
    },
    "webhookTimestamp": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-timestamp",
        "description": "Standard Webhooks: seconds since 1970; five minutes of "
        "tolerance.",
    },
    "webhookSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks: `v1,` and the base64 HMAC-SHA256 of "
        "`id.timestamp.body` with the secret agreed.",
    },
}
