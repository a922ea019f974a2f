# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One of two that take the same order, each in its own transaction.

``seed`` prepares a partner and two messages with one order each: the same number, told
in another revision. ``take`` processes the first message, says so, waits for the word
and commits.
"""

import json
import sys

import odoo_process

from odoo import fields


def say(*words):
    """Tell the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def seed(env):
    """Two messages waiting, and no cron that could take part in the race."""
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
    env["ir.cron"].search([]).active = False


def take(env):
    """The first message, held open until the word is given."""
    message = env["logistics.sync.message"].search([], order="id", limit=1)
    env.cr.execute(
        "SELECT FROM logistics_sync_message WHERE id = %s FOR UPDATE", [message.id]
    )
    say("ready")
    sys.stdin.readline()
    message._process_set(fields.Datetime.now())
    env.flush_all()
    say("taken", message.event_ids.state)
    sys.stdin.readline()


with odoo_process.environment() as environment:
    {"seed": seed, "take": take}[sys.argv[1]](environment)
