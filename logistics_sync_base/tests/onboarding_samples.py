# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record of each model of onboarding, for the tests of access."""

from odoo.fields import Command


def make(connector):
    """Of the connector's company; the onboarding is of a connector of its own."""
    env, company = connector.env, connector.company_id
    template = env["logistics.sync.connector.template"].create(
        {"name": "Like the other company's", "company_id": company.id}
    )
    newcomer = env["logistics.sync.connector"].create(
        {
            "name": "Newcomer",
            "code": "newcomer-of-the-other",
            "company_id": company.id,
            "sample_ids": [Command.create({"name": "A scan", "body": "{}"})],
        }
    )
    onboarding = env["logistics.sync.onboarding"].create(
        {
            "name": "Newcomer",
            "connector_id": newcomer.id,
            "template_id": template.id,
            "company_id": company.id,
        }
    )
    return {
        "logistics.sync.onboarding": onboarding,
        "logistics.sync.onboarding.step": onboarding.step_ids,
        "logistics.sync.connector.sample": newcomer.sample_ids,
        "logistics.sync.connector.template": template,
        "logistics.sync.unowned": env["logistics.sync.unowned"].search(
            [("kind", "=", "connector"), ("res_id", "=", newcomer.id)]
        ),
    }
