# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One scan that a partner tells twice, in other words, by two of its systems; and
another scan at the same moment."""

import json

import carrier
import odoo_process

from odoo import Command

PLACE = dict.fromkeys(("city", "state", "country", "postal_code"))

with odoo_process.environment() as env:
    delivered = env["logistics.sync.event.type"].search([("code", "=", "delivered")])
    # Parcels nobody shipped: what follows them is not the matter here.
    delivered.consequence_ids = [
        Command.clear(),
        Command.create({"code": "record_only"}),
    ]
    partner = env["res.partner"].create({"name": "Swift Lines"})
    first, second = env["logistics.sync.connector"].create(
        [
            {"name": code, "code": code, "state": "live", "partner_id": partner.id}
            for code in ("scan-web", "scan-file")
        ]
    )
    for connector, parcel, door in (
        (first, 0, "Front door"),
        (second, 0, "Entrance"),
        (second, 60, "Entrance"),
    ):
        document = carrier.event(parcel, 4) | {"location": PLACE | {"name": door}}
        env["logistics.sync.message"]._ingest(
            connector, json.dumps(document).encode(), f"{door}-{parcel}", format="json"
        )
    # No cron takes part in the race.
    env["ir.cron"].search([]).active = False
