# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A carrier that signs with the reference library of Standard Webhooks."""

import json
from datetime import UTC, datetime, timedelta

import requests
from standardwebhooks import Webhook

SECRET = "whsec_c3lzdGVtIHRlc3RzIG9mIGxvZ2lzdGljcyBzeW5j"
CONNECTOR = "system-carrier"
# Parcels there are, and of how many the facts wait in the inbox of a full database.
PARCELS, WAITING = 120, 100
MILESTONES = (
    "picked_up",
    "arrived_facility",
    "departed_facility",
    "out_for_delivery",
    "delivered",
)
FIRST = datetime(2026, 11, 19, 8, tzinfo=UTC)
REFERENCES = ("shipment", "order", "delivery", "bill_of_lading", "pro_number")


def tracking_number(parcel):
    """The number on the parcel, which its shipment in Odoo has too."""
    return f"1ZSYSTEM{parcel:05d}"


def event(parcel, step):
    """One canonical fact: ``step`` counts along the way of a parcel."""
    at = FIRST + timedelta(hours=3 * step, minutes=parcel % 60)
    return {
        "schema": "delivery_event/1.0",
        "event_type": MILESTONES[step],
        "milestone": MILESTONES[step],
        "classifier": "actual",
        "reason": None,
        "scope": "package",
        "occurred_at": {
            "utc": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "offset_minutes": -300,
            "precision": "second",
            "offset_source": "payload",
        },
        "references": {
            "tracking_number": tracking_number(parcel),
            **dict.fromkeys(REFERENCES),
        },
        "location": None,
        "carrier": "XPRC",
        "items": [],
        "proof_of_delivery": None,
        "estimated_delivery": None,
    }


def journeys(parcels):
    """(key, body) of every fact of so many parcels, in the order of time."""
    return [
        (f"scan-{parcel}-{step}", json.dumps(event(parcel, step)).encode())
        for step in range(len(MILESTONES))
        for parcel in range(parcels)
    ]


class Client:
    """One connection that posts signed documents."""

    def __init__(self, url, connector=CONNECTOR):
        self.session = requests.Session()
        self.address = f"{url}/logistics_sync/v1/{connector}/events"
        self.webhook = Webhook(SECRET)

    def post(self, key, body):
        """The answer to one document."""
        now = datetime.now(UTC)
        signature = self.webhook.sign(key, now, body.decode())
        return self.session.post(
            self.address,
            data=body,
            headers={
                "Content-Type": "application/json",
                "webhook-id": key,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signature,
            },
            timeout=60,
        )
