# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ironbridge Freight, the LTL carrier: X12 004010, ship notices and status messages."""

from datetime import datetime

from .plan import Action, Plan
from .rendering import local

ZONE = "America/New_York"
FUNCTIONAL_IDS = {"214": "QM", "856": "SH"}


def render(action: Action, plan: Plan) -> bytes:
    """One interchange with one transaction set."""
    content = action.content
    build = {"214": _status, "856": _ship_notice}[content["set"]]
    segments = build(content, plan)
    receiver = plan.partners[action.partner].receiver
    return interchange(
        content["set"],
        segments,
        content["control"],
        plan.moment(content["written"]),
        receiver,
        wrong_count=action.fault == "wrong_count",
    )


def interchange(
    set_id: str,
    segments: list[list[str]],
    control: int,
    at: datetime,
    receiver: str,
    wrong_count: bool = False,
) -> bytes:
    """Put segments into ST, GS and ISA."""
    now = local(at, ZONE)
    day, minute = now.strftime("%y%m%d"), now.strftime("%H%M")
    count = len(segments) + 2 + (3 if wrong_count else 0)
    isa = ["ISA", "00", " " * 10, "00", " " * 10, "02", "IRBF".ljust(15), "ZZ"]
    isa += [receiver.ljust(15), day, minute, "U", "00401", f"{control:09d}"]
    everything = [
        [*isa, "0", "P", ">"],
        ["GS", FUNCTIONAL_IDS[set_id], "IRBF", receiver, now.strftime("%Y%m%d")]
        + [minute, str(control), "X", "004010"],
        ["ST", set_id, f"{control:04d}"],
        *segments,
        ["SE", str(count), f"{control:04d}"],
        ["GE", "1", str(control)],
        ["IEA", "1", f"{control:09d}"],
    ]
    return "".join("*".join(part) + "~\n" for part in everything).encode("ascii")


def _moment(at: datetime) -> list[str]:
    return [at.strftime("%Y%m%d"), at.strftime("%H%M"), "ET"]


def _status(content: dict, plan: Plan) -> list[list[str]]:
    segments = [
        ["B10", content["pro"], content["shipment"], "IRBF"],
        ["L11", content["bol"], "BM"],
    ]
    for number, status in enumerate(content["statuses"], start=1):
        city, region, country, _postcode = status["place"]
        at = local(plan.moment(status["minute"]), ZONE)
        segments += [
            ["LX", str(number)],
            ["AT7", status["code"], status.get("reason", "NS"), "", "", *_moment(at)],
            ["MS1", city, region, country],
            ["MS2", "IRBF", "TR4471"],
        ]
    return segments


def _ship_notice(content: dict, plan: Plan) -> list[list[str]]:
    at = local(plan.moment(content["minute"]), ZONE)
    order = plan.orders.get(content["order"], content["order"])
    segments = [
        ["BSN", "00", content["shipment"], *_moment(at)[:2], "0001"],
        ["HL", "1", "", "S"],
        ["TD5", "B", "2", "IRBF", "M"],
        ["REF", "BM", content["bol"]],
        ["REF", "CN", content["pro"]],
        ["DTM", "011", *_moment(at)],
        ["HL", "2", "1", "O"],
        ["PRF", order],
    ]
    number = 2
    for pack in content["packs"]:
        number += 1
        parent = number
        segments += [
            ["HL", str(number), "2", "P"],
            ["MAN", "GM", pack["sscc"]],
        ]
        for sku, quantity in pack["items"]:
            number += 1
            segments += [
                ["HL", str(number), str(parent), "I"],
                ["LIN", "", "SK", sku],
                ["SN1", "", str(quantity), "EA"],
            ]
    return [*segments, ["CTT", str(number)]]
