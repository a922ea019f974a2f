# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner, and two messages with one order each: the same number, told in another
revision."""

import json

import odoo_process

with odoo_process.environment() as env:
    customer = env["res.partner"].create({"name": "Quay 9", "ref": "C-9"})
    env["product.product"].create(
        {"name": "Crate", "default_code": "CRATE", "list_price": 10}
    )
    connector = env["logistics.sync.connector"].create(
        {"name": "Shop", "code": "shop-race", "kind": "platform", "state": "live"}
    )
    for revision in ("1", "2"):
        order = {
            "schema": "order/1.0",
            "event_type": "order_received",
            "number": "RACE-1",
            "revision": revision,
            "action": "new",
            "customer": {"partner_code": customer.ref},
            "lines": [{"line": "1", "sku": "CRATE", "quantity": "4"}],
        }
        env["logistics.sync.message"]._ingest(
            connector, json.dumps(order).encode(), f"race-{revision}"
        )
    # No cron takes part in the race.
    env["ir.cron"].search([]).active = False
