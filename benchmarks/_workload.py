# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A day of parcel scans: what the carrier sends and where each parcel must end up."""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

FIRST_PICKUP = datetime(2026, 11, 16, 6, tzinfo=UTC)
SITES = (
    ("Dallas Hub", "Dallas", "TX", "75201", -360),
    ("Memphis Hub", "Memphis", "TN", "38118", -360),
    ("Atlanta South", "Atlanta", "GA", "30354", -300),
    ("Newark Terminal", "Newark", "NJ", "07114", -300),
    ("Ontario West", "Ontario", "CA", "91761", -480),
)
# The carrier's code: (our milestone, classifier)
CODES = {
    "PU": ("picked_up", "actual"),
    "AR": ("arrived_facility", "actual"),
    "DP": ("departed_facility", "actual"),
    "OD": ("out_for_delivery", "actual"),
    "DA": ("delivery_attempted", "actual"),
    "RF": ("refused", "actual"),
    "RI": ("return_initiated", "actual"),
    "RT": ("returned", "actual"),
    "DL": ("delivered", "actual"),
    "ED": ("delivered", "estimated"),
}
# (share, codes in their order); the last actual one is where the parcel ends up.
JOURNEYS = (
    (0.60, ("PU", "AR", "DP", "OD", "DL")),
    (0.12, ("PU", "ED", "OD", "DA", "DL")),
    (0.20, ("PU", "AR", "DP", "ED")),
    (0.08, ("PU", "AR", "RF", "RI", "RT")),
)
DUPLICATE_SHARE = 0.05
LONGEST_DELAY = timedelta(hours=30)


@dataclass(frozen=True)
class Workload:
    """Documents in the order of their arrival, and what they amount to."""

    documents: list[bytes]
    final_milestone: dict[str, str]
    facts: int


def make(numbers, count, seed):
    """``count`` documents about the parcels ``numbers``: late, early and repeated."""
    source = random.Random(seed)
    scans, final = [], {}
    for number in numbers:
        codes = _pick_journey(source)
        actual = [code for code in codes if CODES[code][1] == "actual"]
        final[number] = CODES[actual[-1]][0]
        scans += _travel(source, number, codes)
    # Rather one more parcel that stays where it is than a count that is not met.
    scans = _limit(scans, final, count - int(count * DUPLICATE_SHARE))
    facts = len(scans)
    scans += [source.choice(scans) for _ in range(count - facts)]
    scans.sort(key=lambda scan: scan[0] + LONGEST_DELAY * source.random() ** 3)
    return Workload([body for _at, _number, _code, body in scans], final, facts)


def _pick_journey(source):
    drawn = source.random()
    for share, codes in JOURNEYS:
        drawn -= share
        if drawn < 0:
            return codes
    return JOURNEYS[0][1]


def _travel(source, number, codes):
    at = FIRST_PICKUP + timedelta(minutes=source.randrange(24 * 60))
    scans = []
    for code in codes:
        at += timedelta(minutes=source.randrange(40, 700))
        scans.append((at, number, code, _document(source, number, code, at)))
    return scans


def _limit(scans, final, wanted):
    """Cut the journeys that are too much; where those parcels end changes with it."""
    kept = scans[:wanted]
    if len(kept) < len(scans):
        cut = kept[-1][1]
        known = [code for _at, number, code, _body in kept if number == cut]
        actual = [code for code in known if CODES[code][1] == "actual"]
        final[cut] = CODES[actual[-1]][0]
        for _at, number, _code, _body in scans[wanted:]:
            if number != cut:
                final[number] = None
    return kept


def _document(source, number, code, at):
    name, city, state, postal_code, offset = source.choice(SITES)
    local = at.astimezone(timezone(timedelta(minutes=offset)))
    return json.dumps(
        {
            "scan_id": f"{source.getrandbits(64):016x}",
            "parcel": {"number": number, "service": "GROUND", "weight_lb": 12.5},
            "status": {"code": code, "text": f"Status {code} was reported"},
            "scanned_at": local.isoformat(),
            "site": {
                "name": name,
                "city": city,
                "state": state,
                "zip": postal_code,
                "country": "US",
            },
            "carrier": "XPRC",
        }
    ).encode()
