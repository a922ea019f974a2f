# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fill a lane: a live connector of its own, and so many scans that wait in its inbox.

Arguments: code of the connector; its lane; number of scans; whether those of one
parcel keep their order (1) or not (0).
"""

import hashlib
import json
import sys
from datetime import timedelta

import carrier
import odoo_process

STEP = 1


def scan(number):
    """The key and the body of one scan that nobody else tells."""
    fact = carrier.event(number % carrier.PARCELS, STEP)
    at = carrier.FIRST + timedelta(seconds=number)
    fact["occurred_at"]["utc"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"flood-{number}", json.dumps(fact).encode()


def main(code, lane, count, in_order):
    """Create and commit."""
    with odoo_process.environment() as env:
        connector = env["logistics.sync.connector"].create(
            {
                "name": f"Flood of {code}",
                "code": code,
                "channel": lane,
                "order_scope": "field" if in_order else "none",
                "order_expression": "references.tracking_number",
            }
        )
        credential = env["logistics.sync.credential"].create(
            {"connector_id": connector.id}
        )
        credential._set_secret(carrier.SECRET)
        connector.state = "live"
        messages = env["logistics.sync.message"]
        rows = []
        for key, body in map(scan, range(count)):
            digest = hashlib.sha256(body).hexdigest()
            rows.append(messages._prepare_row(connector, body, digest, key))
        if rows:
            env.cr.execute_values(
                f"INSERT INTO logistics_sync_message ({', '.join(rows[0])}) VALUES %s",
                [tuple(row.values()) for row in rows],
            )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")
