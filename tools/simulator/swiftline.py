# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Swiftline Parcel: batches of scans of many parcels, times with their offset."""

from .documents import delivery_slip
from .plan import Action, Plan
from .rendering import as_json, local

ZONE = "America/New_York"
TEXTS = {
    "PU": "Picked up",
    "HI": "Arrived at hub",
    "OFD": "Out for delivery",
    "NH": "Nobody home",
    "DL": "Delivered",
    "DM": "Damage reported",
    "POD": "Proof of delivery available",
    "EDD": "New estimated delivery",
}


def render(action: Action, plan: Plan) -> bytes:
    """The body of one request."""
    scans = [_scan(scan, plan) for scan in action.content["scans"]]
    return as_json({"feed": "tracking", "version": 3, "scans": scans})


def _scan(scan: dict, plan: Plan) -> dict:
    city, region, country, postcode = scan["place"]
    body = {
        "parcel": {"number": scan["parcel"], "service": "GROUND"},
        "status": {
            "code": scan["code"],
            "text": TEXTS.get(scan["code"], scan["code"].title()),
        },
        "when": local(plan.moment(scan["minute"]), ZONE).isoformat(),
        "where": {
            "city": city,
            "region": region,
            "country": country,
            "zip": postcode,
        },
    }
    if "promised" in scan:
        promised = local(plan.moment(scan["promised"]), ZONE)
        body["promised"] = promised.isoformat()
    if "signed_by" in scan or scan.get("document"):
        body["proof"] = _proof(scan)
    return body


def _proof(scan: dict) -> dict:
    proof = {"signed_by": scan.get("signed_by")}
    if scan.get("document"):
        proof["slip"] = {
            "name": f"{scan['parcel']}.pdf",
            "type": "application/pdf",
            "content": delivery_slip(scan["parcel"], scan.get("signed_by") or ""),
        }
    return proof
