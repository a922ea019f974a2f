# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How each partner's documents become canonical: data, as typed into the backend."""

import json

_TEXT = {"type": "string"}
_SLIP = {
    "type": "object",
    "properties": dict.fromkeys(("name", "type", "content"), _TEXT),
}
SWIFTLINE_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["scans"],
    "properties": {
        "feed": _TEXT,
        "version": {"type": "integer"},
        "scans": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["parcel", "status", "when"],
                "properties": {
                    "parcel": {
                        "type": "object",
                        "required": ["number"],
                        "properties": {
                            "number": {"type": "string", "minLength": 1},
                            "service": _TEXT,
                        },
                    },
                    "status": {
                        "type": "object",
                        "required": ["code"],
                        "properties": {
                            "code": {"type": "string", "minLength": 1},
                            "text": _TEXT,
                        },
                    },
                    "when": {"type": "string", "minLength": 16},
                    "where": {
                        "type": "object",
                        "properties": dict.fromkeys(
                            ("city", "region", "country", "zip"), _TEXT
                        ),
                    },
                    "promised": _TEXT,
                    "proof": {
                        "type": "object",
                        "properties": {
                            "signed_by": {"type": ["string", "null"]},
                            "slip": _SLIP,
                        },
                    },
                },
            },
        },
    },
}


def _read(target, expression, transform="text", **more):
    return {
        "target": target,
        "expression": expression,
        "transform": transform,
        **more,
    }


def _code(target, expression, kind, **more):
    options = json.dumps({"kind": kind})
    return _read(target, expression, "code", options=options, **more)


def _time(target, expression, form=None, **more):
    if form:
        more["options"] = json.dumps({"format": form})
    return _read(target, expression, "datetime", **more)


SWIFTLINE = {
    "name": "Swiftline tracking feed",
    "split_expression": "scans",
    "partner_schema": json.dumps(SWIFTLINE_SCHEMA, indent=2),
    "rules": [
        _code("milestone", "status.code", "milestone", is_required=True),
        _time("occurred_at", "when", is_required=True),
        _read("references.tracking_number", "parcel.number", is_required=True),
        _read("location.city", "where.city"),
        _read("location.state", "where.region"),
        _read("location.country", "where.country", "country"),
        _read("location.postal_code", "where.zip"),
        _time("estimated_delivery", "promised"),
        _read("proof_of_delivery.signed_by", "proof.signed_by"),
        _read(
            "proof_of_delivery.document",
            "proof.slip.{name: name, mimetype: type, data: content}",
            "base64_document",
        ),
        {"target": "carrier", "constant": "SWLN"},
    ],
}
NORDPOST = {
    "name": "Nordpost consignment history",
    "split_expression": "history",
    "rules": [
        _code("milestone", "event", "milestone", is_required=True),
        _time("occurred_at", "localTime", "%d.%m.%Y %H:%M", is_required=True),
        _read(
            "references.tracking_number",
            "consignment.id",
            is_required=True,
            scope="document",
        ),
        _read("location.city", "depot.town"),
        _read("location.state", "depot.state"),
        _read("location.country", "depot.iso", "country"),
        _read("location.postal_code", "depot.plz"),
        _read("proof_of_delivery.signed_by", "receiver"),
        {"target": "carrier", "constant": "NDPX"},
    ],
}
_DEPOT_ITEMS = "rows[].{sku: line_sku, quantity: shipped_qty, uom: unit}"
DEPOT = {
    "name": "Depot West ship confirmation",
    "format": "csv",
    "canonical_schema": "shipment_notice/1.0",
    "delimiter": ";",
    "group_by": "shipment",
    "columns": [
        "shipment",
        "order",
        "line_sku",
        "shipped_qty",
        "unit",
        "carrier",
        "tracking",
        "weight_kg",
        "shipped_at",
    ],
    "rules": [
        {"target": "event_type", "constant": "shipped"},
        _read("references.shipment", "key.shipment", is_required=True),
        _read("references.order", "rows[0].order", is_required=True),
        _read("references.tracking_number", "rows[0].tracking"),
        _read("carrier", "rows[0].carrier"),
        _time("occurred_at", "rows[0].shipped_at", "%m/%d/%Y %H:%M", is_required=True),
        _read("items", _DEPOT_ITEMS, "items", is_required=True),
        _read(
            "packages",
            "[{tracking_number: rows[0].tracking, weight: rows[0].weight_kg, "
            "weight_uom: 'kg', items: " + _DEPOT_ITEMS + "}]",
            "packages",
        ),
    ],
}


def make(env, description):
    """Create and activate a mapping of a description."""
    values = dict(description)
    rules = values.pop("rules")
    columns = values.pop("columns", [])
    mapping = env["logistics.sync.mapping"].create(
        {
            **values,
            "rule_ids": [
                (0, 0, dict(rule, sequence=10 * position))
                for position, rule in enumerate(rules, start=1)
            ],
            "column_ids": [
                (0, 0, {"name": name, "sequence": 10 * position})
                for position, name in enumerate(columns, start=1)
            ],
        }
    )
    # Data that comes with the system has no second person to approve it.
    mapping.sudo().action_activate()
    return mapping
