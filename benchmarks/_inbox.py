# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our side: a carrier's connector with its mapping, and committed messages."""

import hashlib
import json

import _workload

from odoo.fields import Command

RULES = (
    ("references.tracking_number", "parcel.number", "upper", {}),
    ("milestone", "status.code", "code", {"kind": "milestone"}),
    ("occurred_at", "scanned_at", "datetime", {}),
    ("carrier", "carrier", "upper", {}),
    ("location.name", "site.name", "text", {}),
    ("location.city", "site.city", "text", {}),
    ("location.state", "site.state", "text", {}),
    ("location.postal_code", "site.zip", "text", {}),
    ("location.country", "site.country", "country", {}),
    ("source.scan", "scan_id", "text", {}),
)
PARTNER_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["parcel", "status", "scanned_at"],
    "properties": {
        "scan_id": {"type": "string"},
        "parcel": {
            "type": "object",
            "required": ["number"],
            "properties": {"number": {"type": "string", "minLength": 5}},
        },
        "status": {
            "type": "object",
            "required": ["code"],
            "properties": {"code": {"type": "string", "minLength": 1}},
        },
        "scanned_at": {"type": "string"},
        "site": {"type": "object"},
    },
}


def make_connector(env):
    """A live webhook connector that reads the carrier's JSON by a mapping."""
    mapping = env["logistics.sync.mapping"].create(
        {
            "name": "Benchmark scans",
            "partner_schema": json.dumps(PARTNER_SCHEMA),
            "rule_ids": [
                Command.create(
                    {
                        "target": target,
                        "expression": expression,
                        "transform": transform,
                        "options": json.dumps(options),
                        "is_required": target.startswith("references."),
                    }
                )
                for target, expression, transform, options in RULES
            ],
        }
    )
    mapping.action_activate()
    connector = env["logistics.sync.connector"].create(
        {"name": "Benchmark carrier", "code": "benchmark", "mapping_id": mapping.id}
    )
    env["logistics.sync.code.map"].create(
        [
            {
                "connector_id": connector.id,
                "external_code": code,
                "internal_code": milestone,
                "classifier": classifier,
            }
            for code, (milestone, classifier) in _workload.CODES.items()
        ]
    )
    connector.action_go_live()
    return connector


def receive(connector, documents, prefix="benchmark", **values):
    """Commit each document as a message of its own, as the web door stores it.

    ``prefix`` begins their keys; ``values`` are of the message, such as a direction.
    """
    env = connector.env
    model = env["logistics.sync.message"]
    rows = [
        model._prepare_row(
            connector,
            body,
            hashlib.sha256(body).hexdigest(),
            f"{prefix}-{number}",
            **values,
        )
        for number, body in enumerate(documents)
    ]
    columns = ", ".join(rows[0])
    env.cr.execute_values(
        f"INSERT INTO logistics_sync_message ({columns}) VALUES %s",
        [tuple(row.values()) for row in rows],
        page_size=1000,
    )
    env.cr.commit()


def check(env, workload):
    """Every message is finished; what was told twice is noted as a duplicate."""
    model = env["logistics.sync.message"]
    counts = dict(model._read_group([], ["state"], ["__count"]))
    doubles = len(workload.documents) - workload.facts
    assert counts == {"processed": workload.facts, "duplicate": doubles}, counts
    events = env["logistics.sync.event"]
    done = events.search_count([("state", "=", "done")])
    assert done == events.search_count([]) == workload.facts, done
    attempts = env["logistics.sync.attempt"].search_count([("result", "=", "success")])
    assert attempts == len(workload.documents), attempts
