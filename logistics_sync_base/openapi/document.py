# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The OpenAPI 3.1 description of our web addresses, put together from pieces.

Each controller has one module here that describes its routes: a function ``paths()``
that returns OpenAPI path items, and ``COMPONENTS`` (schemas) it refers to, if any. Add
the module to :data:`PIECES`. A test compares
what is described with the routes that are really served.
"""

from __future__ import annotations

from typing import Any

from . import components, contracts, export, health, inbound, outbox, replay, status

PIECES = [inbound, outbox, export, contracts, health, replay, status]
API_VERSION = "1.0"
_DESCRIPTION = """\
Partners post documents to their connector's address; they are checked, stored and
acknowledged at once, and processed afterwards. A document is either canonical (one
of the schemas below, named by its field `schema`) or the partner's own, for which a
mapping was agreed. All refusals are `application/problem+json` (RFC 9457) and name
the field, the kind of value found and the remedy."""


def build(server_url: str) -> dict[str, Any]:
    """The OpenAPI document; ``server_url`` is what precedes ``/logistics_sync``."""
    paths: dict[str, Any] = {}
    parts = components.build()
    for piece in PIECES:
        paths |= piece.paths()
        parts["schemas"] |= getattr(piece, "COMPONENTS", {})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Logistics Sync",
            "version": API_VERSION,
            "summary": "Logistics documents in and out of Odoo.",
            "description": _DESCRIPTION,
            "license": {"name": "LGPL-3.0-or-later", "identifier": "LGPL-3.0-or-later"},
        },
        "servers": [{"url": server_url or "/"}],
        "tags": [
            {"name": "Documents", "description": "What partners send to us."},
            {"name": "Outbox", "description": "What partners fetch from us."},
            {"name": "Export", "description": "What changed, for data warehouses."},
            {"name": "Replay", "description": "Messages that are to be done again."},
            {"name": "Status", "description": "How far documents are."},
            {"name": "Contracts", "description": "Schemas, samples and this document."},
            {"name": "Service", "description": "Whether work is being done."},
        ],
        "paths": dict(sorted(paths.items())),
        "components": parts,
    }
