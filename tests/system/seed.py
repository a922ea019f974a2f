# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a database: a live connector, shipments and, when asked, a full inbox.

Arguments: number of parcels; number of parcels whose facts wait in the inbox already,
each told twice over under keys of its own.
"""

import sys

import carrier
import odoo_process


def main(parcels, waiting):
    """Create and commit."""
    with odoo_process.environment() as env:
        connector = env["logistics.sync.connector"].search(
            [("code", "=", carrier.CONNECTOR)]
        ) or make_connector(env, parcels)
        messages = env["logistics.sync.message"]
        for turn in range(2):
            for key, body in carrier.journeys(waiting):
                messages._ingest(connector, body, f"{key}-{turn}", format="json")


def make_connector(env, parcels):
    """The connector, its secret and the shipments it will report on."""
    # Odoo's own housekeeping would only take time from what is measured here.
    others = env["ir.cron"].search([("cron_name", "not like", "Logistics Sync")])
    others.active = False
    connector = env["logistics.sync.connector"].create(
        {"name": "System test carrier", "code": carrier.CONNECTOR}
    )
    env["logistics.sync.credential"].create({"connector_id": connector.id})._set_secret(
        carrier.SECRET
    )
    connector.state = "live"
    shipments = env["logistics.shipment"].create([{} for _parcel in range(parcels)])
    env["logistics.shipment.package"].create(
        [
            {
                "shipment_id": shipment.id,
                "tracking_number": carrier.tracking_number(parcel),
            }
            for parcel, shipment in enumerate(shipments)
        ]
    )
    return connector


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
