# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A batch of collected facts: ``seed COUNT SLICE`` fills it, ``run`` works on it."""

import json
import sys

import odoo_process

CODE = "system-batches"
FLOW = "tax_adjusted"


def say(text):
    """Tell the test that started this process, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def find_job(env):
    """The job that works on the collected facts."""
    return env["logistics.sync.batch.job"].search(
        [("event_type_ids.code", "=", FLOW)], limit=1
    )


def make_fact(number):
    """A canonical document of the flow."""
    names = ("tracking_number", "shipment", "order", "delivery")
    more = ("bill_of_lading", "pro_number")
    return {
        "schema": "delivery_event/1.0",
        "event_type": FLOW,
        "milestone": "delivered",
        "classifier": "actual",
        "reason": None,
        "scope": "package",
        "occurred_at": {
            "utc": "2026-11-20T17:05:00Z",
            "offset_minutes": 0,
            "precision": "minute",
            "offset_source": "payload",
        },
        "references": dict.fromkeys((*names, *more))
        | {"tracking_number": f"TAX{number:04d}"},
        "location": None,
        "carrier": None,
        "items": [],
        "proof_of_delivery": None,
        "estimated_delivery": None,
    }


def seed(env, count, slice_size):
    """So many facts that wait for their batch, and nothing else that is due."""
    env["ir.cron"].search([]).active = False
    connector = env["logistics.sync.connector"].create(
        {"name": "System test tax office", "code": CODE}
    )
    connector.state = "live"
    find_job(env).slice_size = slice_size
    messages = env["logistics.sync.message"]
    for number in range(count):
        body = json.dumps(make_fact(number)).encode()
        messages._ingest(connector, body, f"fact-{number}", format="json")
    env.cr.commit()
    messages._drain("operational")


with odoo_process.environment() as env:
    if sys.argv[1] == "seed":
        seed(env, *map(int, sys.argv[2:]))
    else:
        say("ready")
        sys.stdin.readline()
        say(f"ended {find_job(env)._run()}")
