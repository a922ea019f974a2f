# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Nordpost Express: the history of one consignment, in words and in local time."""

from .plan import Action, Plan
from .rendering import as_json, local

ZONE = "Europe/Berlin"


def render(action: Action, plan: Plan) -> bytes:
    """The body of one request."""
    content = action.content
    return as_json(
        {
            "consignment": {"id": content["parcel"], "product": "EXPRESS"},
            "history": [_entry(scan, plan) for scan in content["scans"]],
        }
    )


def _entry(scan: dict, plan: Plan) -> dict:
    city, region, country, postcode = scan["place"]
    at = local(plan.moment(scan["minute"]), ZONE)
    entry = {
        "event": scan["code"],
        "localTime": at.strftime("%d.%m.%Y %H:%M"),
        "depot": {"town": city, "state": region, "iso": country, "plz": postcode},
    }
    if "signed_by" in scan:
        entry["receiver"] = scan["signed_by"]
    return entry
