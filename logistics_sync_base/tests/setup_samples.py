# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record of each model of setups and their promotion, for the tests of access."""

from ..core.setup_bundle import get_digest


def make(connector):
    env = connector.env
    setup = connector._get_setup()
    base = get_digest(connector._get_governed(setup))
    return {
        "logistics.sync.setup.version": connector._start_version(
            "change", setup, {}, base_digest=base
        ),
        "logistics.sync.approval.limit": env["logistics.sync.approval.limit"].create(
            {
                "kind": "exception",
                "amount": 500,
                "company_id": connector.company_id.id,
            }
        ),
        "logistics.sync.promotion": env["logistics.sync.promotion"].create(
            {
                "name": connector.name,
                "direction": "in",
                "state": "to_approve",
                "company_id": connector.company_id.id,
                "connector_id": connector.id,
            }
        ),
    }
