# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The day of the 3PL (files) and of the LTL carrier (X12)."""

from collections import Counter

from .catalogue import CARRIERS
from .orders import ORDERS
from .script import Consequence, Script, facts, parcel_of, refused, turned_away

CHICAGO = ("Chicago", "IL", "US", "")
AKRON = ("Akron", "OH", "US", "")


# ---------------------------------------------------------------- the 3PL
def _rows(key, minute, lines=None, tracking=None):
    """The file rows of one shipment of an order."""
    order = ORDERS[key]
    tracking = tracking or order.parcel
    return [
        {
            "shipment": f"DW-{tracking[-6:]}",
            "order": key,
            "sku": sku,
            "quantity": quantity,
            "carrier": CARRIERS[order.carrier][2],
            "tracking": tracking,
            "minute": minute,
        }
        for sku, quantity in lines or order.lines
    ]


def depot(script: Script) -> None:
    """Two files, one of them sent twice."""
    good = ["T1", "T2", "T3", "T4", "T10", "T11"]
    morning = [row for key in good for row in _rows(key, 12)]
    morning += _rows("T5", 14, [("MUG-06", 6)])
    morning += _rows("T6", 14, [("MUG-06", 4)])
    # A line break got lost, so that columns are missing.
    morning.append({"raw": f"DW-000008;{ORDERS['T8'].lines[0][0]};1"})
    # Two more than were ordered, and an order of somebody else.
    morning += _rows("T9", 15, [("MUG-06", 12)])
    stranger = _rows("T9", 16, [("MUG-06", 1)], "SWL100000001")[0]
    morning.append(dict(stranger, order="S99999", shipment="DW-STRANGER"))
    asks = Counter(["invalid_field", "quantity_exceeds_order", "unknown_order"])
    known = len(good) + 2
    _file(script, 20, "ship_am.csv", morning, Consequence(1, known, asks=asks))
    afternoon = _rows("T7", 25) + _rows("T6", 192, [("MUG-06", 6)], parcel_of("T6b"))
    afternoon += _rows("T2", 12)
    _file(script, 220, "ship_pm.csv", afternoon, Consequence(1, 2, 1))
    # Somebody presses the button once more: what was applied is known, and what is
    # in question is asked once more, not anew.
    resent = Consequence(1, duplicate=known, asked_again=len(asks))
    _file(script, 330, "ship_am_again.csv", morning, resent)


def _file(script, minute, name, rows, consequence):
    content = {"file": name, "rows": rows}
    script.add(minute, "depot", "file", content, consequence, expect={"status": 0})


# -------------------------------------------------------- the LTL carrier
def _numbers(key):
    """How the carrier names the shipment of an order."""
    digit = int(key[1:])
    return {
        "shipment": f"IB77{digit:02d}",
        "pro": f"4410{digit:05d}",
        "bol": f"BOL-26-{digit:04d}",
    }


def ironbridge(script: Script) -> None:
    """Ship notices in the morning, status messages during the day."""
    controls = iter(range(101, 200))

    def post(minute, content, consequence, acknowledged="A", **more):
        content = {**content, "control": next(controls), "written": minute}
        expect = more.pop("expect", None) or {
            "status": 202,
            "acknowledged": acknowledged,
        }
        consequence.acknowledged = int("acknowledged" in expect)
        return script.add(
            minute, "ironbridge", "x12", content, consequence, expect=expect, **more
        )

    def status(minute, key, *codes, outcome="applied", numbers=None, **more):
        statuses = [
            {"code": code, "minute": at, "place": list(place), "outcome": outcome}
            for code, at, place in codes
        ]
        consequence = more.pop("consequence", None) or facts(statuses)
        for entry in statuses:
            entry.pop("outcome", None)
        content = {"set": "214", **(numbers or _numbers(key)), "statuses": statuses}
        return post(minute, content, consequence, **more)

    for position, (key, packs) in enumerate(_PACKS.items()):
        content = {
            "set": "856",
            "order": key,
            "minute": 25 + position,
            **_numbers(key),
            "packs": [
                {"sscc": f"0034567890123{position}{number:04d}", "items": [list(item)]}
                for number, item in enumerate(packs, start=1)
            ],
        }
        post(30 + 5 * position, content, Consequence(1, 1))
    for position, key in enumerate(("L1", "L2", "L4", "L5")):
        status(245 + 5 * position, key, ("AF", 230 + position, CHICAGO))
    status(262, "L3", ("AF", 234, CHICAGO), ("X6", 258, CHICAGO))
    status(266, "L6", ("AF", 235, CHICAGO), ("AG", 1700, AKRON))
    wrong = status(300, "L1", ("X4", 290, AKRON), fault="wrong_count", acknowledged="E")
    script.again(305, wrong)
    arrival = ("X4", 299, AKRON)
    for minute, fault, code, consequence in (
        (310, "wrong_token", 401, turned_away()),
        (325, "cut_envelope", 422, refused("unreadable")),
    ):
        status(
            minute,
            "L2",
            arrival,
            fault=fault,
            expect={"status": code},
            consequence=consequence,
        )
    stranger = {"shipment": "IB0000", "pro": "441099999", "bol": "BOL-00-0000"}
    status(340, "L2", arrival, numbers=stranger, outcome="unknown_tracking")
    status(420, "L1", ("D1", 415, AKRON))
    status(425, "L3", ("D1", 418, AKRON))
    status(435, "L1", ("D1", 415, AKRON), outcome="duplicate")


# What goes on the pallets of each freight shipment: six of ten shelves at first.
_PACKS = {
    "L1": [("DESK-03", 10)],
    "L2": [("SHELF-04", 5)],
    "L3": [("DESK-03", 3)],
    "L4": [("CHAIR-02", 12), ("CHAIR-02", 8)],
    "L5": [("SHELF-04", 6)],
    "L6": [("DESK-03", 2)],
}
