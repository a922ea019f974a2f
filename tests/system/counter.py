# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Install the example adapter beside the base addon and use both of its versions.

Argument: the folder that holds ``v1`` and ``v2``, where the simulated counter leaves
its files. Says as JSON what was seen.
"""

import json
import os
import sys

import odoo_process

EXAMPLE = "logistics_sync_example_adapter"


def install():
    """Install the addon, as an administrator does."""
    with odoo_process.environment() as env:
        env["ir.module.module"].update_list()
        module = env["ir.module.module"].search([("name", "=", EXAMPLE)])
        module.button_immediate_install()


def use(folder):
    """Poll as version 1, switch, poll as version 2, and go back."""
    os.environ["LOGISTICS_SYNC_FOLDER_ROOTS"] = folder
    with odoo_process.environment() as env:
        connectors = env["logistics.sync.connector"]
        connector = connectors.create(
            {
                "name": "Counter",
                "code": "counter",
                "transport": "folder",
                "folder_url": f"file://{folder}/v1",
                "adapter_code": "example_counter",
                "timezone": "Europe/Berlin",
                "state": "live",
            }
        )
        env.cr.commit()
        seen = {
            "offered": [code for code, _name in connectors._selection_adapter_code()],
            "capabilities": connector.adapter_capabilities,
        }
        for version in ("1", "2", "1"):
            connector.write(
                {
                    "adapter_version": version,
                    "folder_url": f"file://{folder}/v{version}",
                }
            )
            env.cr.commit()
            connector._poll()
            env["logistics.sync.message"]._drain("operational")
        seen["history"] = [
            [value.old_value_char, value.new_value_char]
            for value in env["mail.tracking.value"].search(
                [("field_id.name", "=", "adapter_version")], order="id"
            )
        ]
        seen["facts"] = sorted(
            [event.reference, event.canonical["occurred_at"]["utc"], event.state]
            for event in env["logistics.sync.event"].search([])
        )
        seen["apps"] = env["ir.module.module"].search_count(
            [("name", "in", ("sale", "stock", "account")), ("state", "=", "installed")]
        )
    sys.stdout.write(f"seen {json.dumps(seen)}\n")


if __name__ == "__main__":
    install()
    use(sys.argv[1])
