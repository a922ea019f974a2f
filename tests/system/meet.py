# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts of two partners that need each other, and workers that take small sets.

Arguments: ``seed`` and how many parcels; or ``drain`` and a lane: says it is ready,
waits for the word, works in sets of a few messages until told that all is done.
"""

import importlib
import json
import sys

import carrier
import odoo_process

from odoo import Command, fields

SET = 4
HEADER, TAX = "freight_charge_posted", "rate_adjusted"


def say(*words):
    """Tell the test, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def part(code, parcel, place=None):
    """What one system contributes to the charge of a shipment."""
    document = carrier.event(parcel, 0) | {"event_type": code, "location": place}
    document["references"] = dict.fromkeys(document["references"]) | {
        "shipment": f"CHARGE-{parcel}"
    }
    return document


def told(env, code, *documents):
    """Store what a partner told, each in a message of its own."""
    connector = env["logistics.sync.connector"].search([("code", "=", code)])
    for document in documents:
        key = f"{document['event_type']}-{json.dumps(document['references'])}"
        body = json.dumps(document).encode()
        env["logistics.sync.message"]._ingest(connector, body, key, format="json")


def configure(env):
    """Two partners on lanes of their own, and what holds for their facts."""
    types = {
        event_type.code: event_type
        for event_type in env["logistics.sync.event.type"].search([])
    }
    connectors = env["logistics.sync.connector"]
    for code, lane in (("meet-a", "operational"), ("meet-b", "financial")):
        connectors |= connectors.create({"name": code, "code": code, "channel": lane})
    connectors.state = "live"
    # Charges of no shipment: what follows them is not the matter here.
    types[HEADER].consequence_ids = [
        Command.clear(),
        Command.create({"code": "record_only"}),
    ]
    # They meet at once, not in the batch of a day.
    (types[HEADER] | types[TAX]).mode = "real_time"
    env["logistics.sync.sequence.rule"].create(
        {
            "event_type_id": types["delivered"].id,
            "prerequisite_ids": [Command.set(types["picked_up"].ids)],
        }
    )
    env["logistics.sync.agreement.rule"].create(
        {
            "name": "Two ways",
            "connector_ids": [Command.set(connectors.ids)],
            "event_type_ids": [Command.set(types["delivered"].ids)],
        }
    )
    env["logistics.sync.assembly.rule"].create(
        {
            "name": "Charge",
            "subject": "shipment",
            "part_ids": [
                Command.create(
                    {
                        "name": code,
                        "event_type_id": types[code].id,
                        "connector_ids": [Command.set(connector.ids)],
                    }
                )
                for code, connector in zip((HEADER, TAX), connectors, strict=True)
            ],
        }
    )


def seed(env, parcels):
    """Partner A tells deliveries and headers, B pick-ups, deliveries and taxes."""
    configure(env)
    place = dict.fromkeys(("name", "city", "state", "country", "postal_code"))
    numbers = range(parcels)
    told(env, "meet-a", *(carrier.event(parcel, 4) for parcel in numbers))
    told(env, "meet-a", *(part(HEADER, parcel) for parcel in numbers))
    told(env, "meet-b", *(carrier.event(parcel, 4) for parcel in reversed(numbers)))
    told(
        env,
        "meet-b",
        *(part(TAX, parcel, place | {"city": "Chicago"}) for parcel in numbers),
    )
    told(env, "meet-b", *(carrier.event(parcel, 0) for parcel in numbers))


def drain(env, lane):
    """Work in small sets as long as anything is due."""
    # The addons can be imported once a registry is there.
    conflicts = importlib.import_module("odoo.addons.logistics_sync_base.conflicts")
    messages = env["logistics.sync.message"]
    say("ready")
    sys.stdin.readline()
    while True:
        claimed, token = messages._claim(lane, SET)
        if claimed:
            with conflicts.expected_conflicts():
                messages._work_on(claimed, token)
            continue
        env.cr.commit()
        due = [("next_attempt_at", "<=", fields.Datetime.now())]
        if not messages.search_count(due):
            break
    say("done")


with odoo_process.environment() as environment:
    if sys.argv[1] == "seed":
        seed(environment, int(sys.argv[2]))
    else:
        drain(environment, sys.argv[2])
