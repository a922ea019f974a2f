# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record each of the models about order, agreement and ownership of facts."""


def make(connector, event_type):
    """{model: record of the connector's company}"""
    env = connector.env
    return {
        "logistics.sync.ownership": env["logistics.sync.ownership"].create(
            {"company_id": connector.company_id.id, "object": "order", "part": "price"}
        ),
    }
