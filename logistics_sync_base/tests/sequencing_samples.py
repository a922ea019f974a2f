# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record each of the models about order, agreement and ownership of facts."""

from odoo.fields import Command


def make(connector, event_type):
    """{model: record of the connector's company}"""
    env, company = connector.env, connector.company_id
    event = env["logistics.sync.event"].search(
        [("connector_id", "=", connector.id)], limit=1
    )
    rule = env["logistics.sync.sequence.rule"].create(
        {
            "company_id": company.id,
            "event_type_id": event_type.id,
            "prerequisite_ids": [
                Command.link(env.ref("logistics_sync_base.event_type_shipped").id)
            ],
        }
    )
    fact = env["logistics.sync.known.fact"].create(
        {
            "company_id": company.id,
            "event_type_id": event_type.id,
            "subject": "main",
            "value": "t-1",
        }
    )
    wait = env["logistics.sync.wait"].create(
        {
            "company_id": company.id,
            "event_id": event.id,
            "since": "2026-11-20 10:00:00",
            "until": "2026-11-20 11:00:00",
        }
    )
    agreement_rule = env["logistics.sync.agreement.rule"].create(
        {
            "name": "Web hook and file",
            "company_id": company.id,
            "connector_ids": [Command.link(connector.id)],
            "event_type_ids": [Command.link(event_type.id)],
        }
    )
    agreement = env["logistics.sync.agreement"].create(
        {
            "company_id": company.id,
            "first_event_id": event.id,
            "message_id": event.message_id.id,
            "connector_id": connector.id,
            "received_at": "2026-11-20 10:00:00",
            "result": "duplicate",
            "line_ids": [Command.create({"field": "occurred_at"})],
        }
    )
    parts = [
        Command.create(
            {
                "name": name,
                "event_type_id": type_id,
                "connector_ids": [Command.link(connector.id)],
            }
        )
        for name, type_id in (
            ("Header", event_type.id),
            ("Tax", env.ref("logistics_sync_base.event_type_shipped").id),
        )
    ]
    assembly_rule = env["logistics.sync.assembly.rule"].create(
        {"name": "Payable", "company_id": company.id, "part_ids": parts}
    )
    assembly = env["logistics.sync.assembly"].create(
        {
            "company_id": company.id,
            "rule_id": assembly_rule.id,
            "value": "t-1",
            "since": "2026-11-20 10:00:00",
        }
    )
    contribution = env["logistics.sync.assembly.contribution"].create(
        {
            "company_id": company.id,
            "assembly_id": assembly.id,
            "part_id": assembly_rule.part_ids[:1].id,
            "event_id": event.id,
        }
    )
    env.flush_all()
    return {
        "logistics.sync.agreement.rule": agreement_rule,
        "logistics.sync.agreement": agreement,
        "logistics.sync.assembly.rule": assembly_rule,
        "logistics.sync.assembly.part": assembly_rule.part_ids,
        "logistics.sync.assembly": assembly,
        "logistics.sync.assembly.contribution": contribution,
        "logistics.sync.agreement.line": agreement.line_ids,
        "logistics.sync.duplicate": env["logistics.sync.duplicate"].search(
            [("connector_id", "=", connector.id)]
        ),
        "logistics.sync.known.fact": fact,
        "logistics.sync.ownership": env["logistics.sync.ownership"].create(
            {"company_id": company.id, "object": "order", "part": "price"}
        ),
        "logistics.sync.sequence.rule": rule,
        "logistics.sync.wait": wait,
    }
