# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record each of the models about retries, limits and outages."""


def make(connector, event_type):
    """{model: record of the connector's company}"""
    env = connector.env
    policy = env.ref("logistics_sync_base.retry_policy_standard")
    return {
        "logistics.sync.retry.rule": env["logistics.sync.retry.rule"].create(
            {
                "connector_id": connector.id,
                "event_type_id": event_type.id,
                "policy_id": policy.id,
            }
        ),
        "logistics.sync.inbound.meter": env["logistics.sync.inbound.meter"].create(
            {"connector_id": connector.id, "company_id": connector.company_id.id}
        ),
        "logistics.sync.gate": connector.gate_ids,
        "logistics.sync.latency": env["logistics.sync.latency"].search(
            [("connector_id", "=", connector.id)]
        ),
        "logistics.sync.operation.mode": env["logistics.sync.operation.mode"].create(
            {
                "connector_id": connector.id,
                "company_id": connector.company_id.id,
                "mode": "hold",
                "reason": "Month-end",
            }
        ),
        "logistics.sync.system.state": env["logistics.sync.system.state"].create(
            {
                "connector_id": connector.id,
                "company_id": connector.company_id.id,
                "res_model": connector._name,
                "res_id": connector.id,
            }
        ),
        "logistics.sync.outage": env["logistics.sync.outage"].create(
            {
                "connector_id": connector.id,
                "company_id": connector.company_id.id,
                "started_at": "2026-11-20 10:00:00",
            }
        ),
    }
