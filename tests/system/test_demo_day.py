# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo's own arithmetic: a day that checks others must be consistent itself."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from demo.catalogue import PRODUCTS
from demo.expectation import expected, write_day
from demo.orders import ORDERS
from simulator.mailbox import read_997
from simulator.plan import Action, Partner, Plan
from simulator.player import RENDERERS


def _plan():
    partner = Partner("ironbridge", "Ironbridge", receiver="MERIDIAN")
    return Plan(
        datetime(2026, 11, 20, 8, tzinfo=UTC),
        1.0,
        7,
        {"ironbridge": partner},
        {key: f"S{number:05d}" for number, key in enumerate(ORDERS, start=1)},
        tuple(Action(**action) for action in write_day().actions),
    )


def test_orders_and_parcels_are_told_apart():
    """O11: forty orders, every tracking number once, no more goods than ordered."""
    parcels = [order.parcel for order in ORDERS.values() if order.parcel]
    assert len(ORDERS) == 40
    assert len(parcels) == len(set(parcels))
    for order in ORDERS.values():
        shipped = Counter()
        for part in order.parts:
            shipped.update(dict(order.goods(part)))
        ordered = Counter(dict(order.lines))
        assert shipped.keys() <= PRODUCTS.keys()
        assert all(shipped[sku] <= ordered[sku] for sku in shipped), order.key


def test_the_day_holds_every_disorder():
    """O11, B6: duplicates, retries, refusals and what cannot be read are all played."""
    script = write_day()
    faults = Counter(action["fault"] for action in script.actions)
    repeated = [action for action in script.actions if "same_as" in action["expect"]]
    figures = expected(script)
    assert repeated and figures.duplicate and figures.answered
    assert {
        "wrong_signature",
        "wrong_token",
        "broken_json",
        "schema_break",
        "oversize",
        "cut_envelope",
        "wrong_count",
    } <= faults.keys()
    assert {"unknown_code", "unknown_tracking", "conflicting_duplicate"} <= (
        figures.exceptions.keys()
    )


def test_documents_are_the_same_each_time():
    """O11: the same plan gives the same bytes; a retry repeats its first try."""
    plan = _plan()
    bodies = {a.id: RENDERERS[a.partner](a, plan) for a in plan.actions}
    again = _plan()
    for action in again.actions:
        body = RENDERERS[action.partner](action, again)
        assert body == bodies[action.id]
        if "same_as" in (action.expect or {}):
            assert body == bodies[action.expect["same_as"]]
        if action.kind == "scans":
            json.loads(body)


def test_x12_counts_are_right_unless_spoiled():
    """C3, C7: SE01 counts the segments from ST to SE, but for the faulty document."""
    plan = _plan()
    for action in (action for action in plan.actions if action.kind == "x12"):
        text = RENDERERS["ironbridge"](action, plan).decode("ascii")
        segments = [
            line.split("*") for line in text.replace("\n", "").split("~") if line
        ]
        inside = segments[2:-2]
        assert (inside[0][0], inside[-1][0]) == ("ST", "SE")
        right = int(inside[-1][1]) == len(inside)
        assert right == (action.fault != "wrong_count")
        assert len(text.partition("~")[0]) == 105


def test_an_acknowledgement_is_read_by_position():
    """C3: the partner finds status and group in a 997 with any separators."""
    isa = "ISA|00|          |00|          |ZZ|MERIDIAN       |02|IRBF           "
    isa += "|261120|0800|U|00401|000000001|0|P|>'"
    rest = "GS|FA|A|B|20261120|0800|1|X|004010'ST|997|0001'AK1|QM|113'AK9|E|1|1|1'"
    assert read_997(f"{isa}{rest}SE|4|0001'GE|1|1'IEA|1|000000001'") == [("113", "E")]
