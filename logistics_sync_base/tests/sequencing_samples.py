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
    return {
        "logistics.sync.known.fact": fact,
        "logistics.sync.ownership": env["logistics.sync.ownership"].create(
            {"company_id": company.id, "object": "order", "part": "price"}
        ),
        "logistics.sync.sequence.rule": rule,
        "logistics.sync.wait": wait,
    }
