# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A fifth partner that is being taken on: its steps wait for somebody."""


def make(env, basics) -> None:
    """Begin with a partner from a template."""
    manager = basics.users["manager"]
    env["logistics.sync.onboarding"].with_user(manager).create(
        {
            "name": "Northwind Parcel",
            "template_id": env.ref("logistics_sync_base.connector_template_webhook").id,
            "responsible_id": manager.id,
        }
    ).action_begin()
