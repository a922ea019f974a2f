# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What somebody else wrote as an addon of its own: an adapter, a whole other field."""

import json
import os
import time
from pathlib import Path

import pytest
from harness import BareDatabase

ADDONS = Path(__file__).resolve().parent.parent / "addons"


@pytest.fixture(scope="module")
def bare():
    """The base addon with what it depends on, and a place for more addons."""
    with BareDatabase("counter", "logistics_sync_base") as database:
        yield database


def _run(database, script, *words):
    """What a script says it has seen."""
    output = database.run(script, *words)
    [line] = [line for line in output.splitlines() if line.startswith("seen ")]
    return json.loads(line.removeprefix("seen "))


def _leave(folder, text):
    folder.mkdir()
    path = folder / "scans.txt"
    path.write_text(text)
    moment = time.time() - 60
    os.utime(path, (moment, moment))


def test_an_addon_brings_an_adapter_in_two_versions(bare, tmp_path, monkeypatch):
    """D24, D28, N8: installed beside the base alone, chosen, switched and back."""
    _leave(tmp_path / "v1", "C-1|OK|2026-11-20 17:05\n")
    _leave(tmp_path / "v2", "number|code|time\nC-2|OK|2026-11-20T17:05:00-05:00\n")
    monkeypatch.setenv("LOGISTICS_SYNC_MORE_ADDONS", str(ADDONS))
    seen = _run(bare, "counter.py", str(tmp_path))
    assert seen["apps"] == 0, "the base knows no business app"
    assert "example_counter" in seen["offered"]
    assert "fetches documents" in seen["capabilities"]
    assert seen["facts"] == [
        ["C-1", "2026-11-20T16:05:00Z", "done"],
        ["C-2", "2026-11-20T22:05:00Z", "done"],
    ]
    assert seen["history"] == [["1", "2"], ["2", "1"]]


def test_weather_stations_are_partners_as_well(bare, monkeypatch):
    """N17: a field without orders, goods or invoices, from intake to replay."""
    monkeypatch.setenv("LOGISTICS_SYNC_MORE_ADDONS", str(ADDONS))
    seen = _run(bare, "weather.py")
    assert seen["apps"] == 0, "the base knows no business app"
    # The second reports from a station nobody knows, the third is not as agreed.
    assert seen["before"] == ["processed", "dead", "exception"]
    assert seen["question"] == ["dead_letter"]
    assert seen["replay"] == ["done", "replayed"], "what was done is not done again"
    assert seen["after"] == ["processed", "processed", "exception"]
    assert seen["readings"] == ["Brocken", "Zugspitze"], "each once, replayed or not"
