# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A short run of `make fault`, and that its count can fail."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from harness import STACK

sys.path.insert(0, str(Path(os.environ["LOGISTICS_SYNC_ROOT"]) / "tools"))

from fault import script  # the path is set above
from fault.tally import Expectation, Message, Snapshot, count

FACT = ("1Z1", "delivered")
TOLD = Message("id-1", "out", "hook", "d-out", "processed", False, (FACT,))
CAME = Message("in-1", "in", "carrier", "d-1", "processed", False)
EXPECTED = Expectation({"hook": frozenset(["delivered"])}, frozenset(["1Z1"]))
DOCUMENT = {"key": "k-1", "digest": "d-1"}
LOG = (
    {"what": "offered", "facts": [list(FACT)], "is_sound": True, **DOCUMENT},
    {"what": "answered", "status": 202, **DOCUMENT},
    {"what": "called", "endpoint": "hook", "id": "id-1", "mood": "well"},
    {"what": "taken", "endpoint": "hook", "id": "id-1", "fact": list(FACT)},
)


def _database(messages=(CAME, TOLD), **values):
    usual = {"milestones": {FACT: 1}, "invoices": {"1Z1": 1}}
    return Snapshot(list(messages), **usual | values)


def _count(log=LOG, **values):
    return count(list(log), _database(**values), EXPECTED).last_line()


def test_partners_and_machines_fail_and_nothing_is_lost():
    """K1, K2, K16, K21, N4, N6, N15: kill -9, SIGTERM, take-over, a new PostgreSQL."""
    done = subprocess.run(
        [STACK, "fault", "200", "7"], capture_output=True, text=True, check=False
    )
    last = done.stdout.strip().splitlines()[-1]
    told = done.stdout[-4000:] + done.stderr[-2000:]
    assert last == "lost 0 doubled 0 unowned 0", told
    assert done.returncode == 0, told


def test_what_is_in_order_counts_as_nothing():
    """N15: a document with its effect, its invoice and its news is no finding."""
    assert _count() == "lost 0 doubled 0 unowned 0"
    owned = replace(CAME, state="exception", is_owned=True)
    assert (
        _count(LOG[:2], messages=[owned], milestones={}, invoices={})
        == "lost 0 doubled 0 unowned 0"
    )


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"messages": [TOLD]}, id="accepted and stored nowhere"),
        pytest.param({"log": LOG[:1] + LOG[2:], "messages": [TOLD]}, id="unanswered"),
        pytest.param({"invoices": {}}, id="not invoiced"),
        pytest.param({"messages": [CAME], "log": LOG[:2]}, id="not told"),
        pytest.param({"log": LOG[:3]}, id="told, says our own state alone"),
        pytest.param(
            {"log": [LOG[0], LOG[1] | {"status": 404}, *LOG[2:]]}, id="refused"
        ),
        pytest.param(
            {
                "log": LOG[:2],
                "messages": [CAME],
                "milestones": {},
                "invoices": {},
            },
            id="stored without effect",
        ),
    ],
)
def test_what_is_lost_is_counted(values):
    """N15: each way of losing something makes the count fail."""
    assert _count(**values) == "lost 1 doubled 0 unowned 0"


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"milestones": {FACT: 2}}, id="two milestones"),
        pytest.param({"invoices": {"1Z1": 2}}, id="two invoices"),
        pytest.param({"log": [*LOG, LOG[3] | {"id": "id-2"}]}, id="told under two ids"),
    ],
)
def test_what_is_doubled_is_counted(values):
    """B9: a second effect makes the count fail."""
    assert _count(**values) == "lost 0 doubled 1 unowned 0"


@pytest.mark.parametrize("state", ["failed", "dead", "exception", "received", "queued"])
def test_what_nobody_owns_is_counted(state):
    """K6: what is not finished, and nobody is asked about, makes the count fail."""
    stuck = replace(CAME, public_id="in-2", digest="d-2", state=state)
    assert _count(messages=[CAME, TOLD, stuck]) == "lost 0 doubled 0 unowned 1"
    owned = replace(stuck, is_owned=True)
    assert _count(messages=[CAME, TOLD, owned]) == "lost 0 doubled 0 unowned 0"
    left = {("event", 7): state}
    assert _count(abandoned=left) == "lost 0 doubled 0 unowned 1"


def test_the_same_seed_gives_the_same_script():
    """K21: what the partner does is drawn from the seed, and holds every fault."""
    first = script.write(200, 7)
    assert first == script.write(200, 7)
    assert first != script.write(200, 8)
    faults = {
        (one.way, one.fault) for half in first.halves for one in half if one.fault
    }
    assert faults == {
        *(("web", fault) for fault, _share in script.WEB_FAULTS),
        *(("file", fault) for fault, _share in script.FILE_FAULTS),
    }
    keys = Counter(one.key for half in first.halves for one in half)
    assert set(keys.values()) == {1}
    turns = [one.key for one in first.halves[0] if one.way == "web"]
    assert turns != sorted(turns, key=lambda key: key.split("-")[-1])
