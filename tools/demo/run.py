# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Play one day of logistics on a real server and check what became of it.

Started by ``make demo``; exits with 0 only if every expected count was met.
"""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stack.testing import log_scan

from demo.expectation import Figures, expected, write_day
from demo.observe import Observer
from demo.report import compare, show, show_orders
from demo.script import Script
from demo.stage import TOOLS, DemoError, Stage

SECONDS_PER_HOUR = 4.0
DAY_HOURS = 10
QUIET_SECONDS = 60
DAY_LIMIT_SECONDS = 60
SEED = 20261121
SETTLE_SECONDS = 3


def main() -> int:
    """Set up, play, wait, count, compare, and serve on if asked."""
    # A polite kill ends the server too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stage = Stage()
    script = write_day()
    try:
        _renew_database(stage)
        began = time.monotonic()
        say("making the company, its 40 orders and its partners")
        records = stage.prepare()
        say(f"starting the server, after {time.monotonic() - began:.0f} s")
        stage.start_server()
        failures = _play_and_check(stage, script, records)
        for failure in failures:
            print(f"FAILED: {failure}")
        print("FAILED" if failures else "Every expected count was met.", flush=True)
        if os.environ.get("PICTURES"):
            failures += _take_pictures(stage)
        if os.environ.get("SERVE", "1") != "0":
            _serve(stage)
    except DemoError as error:
        print(f"FAILED: {error}", flush=True)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        stage.stop_server()
    return 1 if failures else 0


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"[demo] {text}", flush=True)


def _renew_database(stage: Stage) -> None:
    """A day can be played once; a database that has seen one is made anew."""
    observer = Observer(stage.database)
    played = observer.number("SELECT count(*) FROM sale_order")
    observer.connection.close()
    if not played:
        return
    tool = os.environ["LOGISTICS_SYNC_STACK"]
    probe = _output([tool, "name", "x"])
    name = stage.database.removeprefix(probe[:-1])
    if _output([tool, "name", name]) != stage.database:
        raise DemoError(f"{stage.database} holds a day already; give an empty one.")
    say("the database holds a day already: making it anew")
    _output([tool, "clone", name])


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DemoError(done.stderr[-2000:])
    return done.stdout.strip()


def _play_and_check(stage: Stage, script: Script, records: dict) -> list[str]:
    plan = stage.folder / "plan.json"
    plan.write_text(json.dumps(_plan(stage, script, records), indent=1))
    say("the day of the partners begins")
    started = time.monotonic()
    failures = []
    if _simulate(stage, "play", plan, records):
        failures.append("the server answered otherwise than expected; see the journal")
    observer = Observer(stage.database)
    left = observer.wait_until_quiet(QUIET_SECONDS)
    seconds = time.monotonic() - started
    if left:
        failures.append(f"after {QUIET_SECONDS} s there is still: {', '.join(left)}")
    if _simulate(stage, "mailbox", plan, records):
        failures.append("acknowledgements are missing or wrong")
    found = observer.count({name: key for key, name in records["orders"].items()})
    failures += _judge(expected(script), found, seconds)
    return failures + _scan_logs(stage)


def _judge(want: Figures, found: Figures, seconds: float) -> list[str]:
    rows = compare(want, found)
    show(rows, seconds)
    show_orders(want, found)
    wrong = [title for title, expects, has in rows if expects != has]
    failures = [f"{len(wrong)} counts differ"] if wrong else []
    if seconds > DAY_LIMIT_SECONDS:
        failures.append(f"the day took longer than {DAY_LIMIT_SECONDS} s")
    return failures


def _scan_logs(stage: Stage) -> list[str]:
    found = []
    for path in (stage.setup_log, stage.log):
        lines = log_scan.unexpected(path.read_text(encoding="utf-8"))
        found += [f"{path.name}: {line[:300]}" for line in lines]
    return found


def _plan(stage: Stage, script: Script, records: dict) -> dict:
    """What the simulator may know: addresses, secrets, numbers, and its day."""
    start = datetime.now(UTC).replace(second=0, microsecond=0)
    partners = []
    for details in records["partners"]:
        partner = dict(details)
        connector = partner.pop("connector")
        partner.pop("connector_id")
        if "folder" not in partner:
            partner["url"] = f"{stage.address}/logistics_sync/v1/{connector}/events"
        partners.append(partner)
    return {
        "day_start": (start - timedelta(hours=DAY_HOURS)).isoformat(),
        "seconds_per_hour": SECONDS_PER_HOUR,
        "seed": SEED,
        "partners": partners,
        "orders": records["orders"],
        "actions": script.actions,
    }


def _simulate(stage: Stage, command: str, plan: Path, records: dict) -> int:
    """Run the simulator; meanwhile read the watched folder when a file is there.

    An hour of the day lasts some seconds, so the cron's minute is much too long: the
    button of the connector is pressed instead.
    """
    journal = stage.folder / f"{command}.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", command, str(plan)]
        + ["--journal", str(journal)],
        cwd=TOOLS,
        stdin=subprocess.DEVNULL,
    )
    watched = {
        partner["connector_id"]: Path(partner["folder"])
        for partner in records["partners"]
        if "folder" in partner
    }
    while process.poll() is None:
        for connector, folder in watched.items():
            if any(_is_settled(path) for path in folder.glob("*.csv")):
                _press_read_now(stage, records["api_key"], connector)
        time.sleep(0.5)
    return process.returncode


def _is_settled(path: Path) -> bool:
    """Whether a file is old enough for the connector to believe that it is complete."""
    try:
        return time.time() - path.stat().st_mtime > SETTLE_SECONDS
    except FileNotFoundError:
        return False


def _press_read_now(stage: Stage, key: str, connector: int) -> None:
    stage.call(key, "logistics.sync.connector", "action_poll_now", ids=[connector])


def _take_pictures(stage: Stage) -> list[str]:
    """Photograph the screens the guides show; a demo alone needs no browser."""
    from demo import pictures
    from demo.browser import BrowserError

    say("taking the pictures of the guides")
    try:
        pictures.take(stage.address, stage.database)
    except BrowserError as error:
        print(f"FAILED: {error}", flush=True)
        return [str(error)]
    return []


def _serve(stage: Stage) -> None:
    print(
        f"""
Odoo is at {stage.address}/odoo   login admin, password admin
  (also clerk/clerk, finance/finance, manager/manager and auditor/auditor)
  Logistics Sync > Exceptions                what needs a person
  Logistics Sync > Operations > Shipments    where everything is, with timelines
  Logistics Sync > Traffic > Messages        every document as it came in
  Sales > Orders, Invoicing > Customers      the same facts on Odoo's documents
The server's log is {stage.log}
Press Ctrl-C to end.""",
        flush=True,
    )
    try:
        stage.server.wait()
    except KeyboardInterrupt:
        say("ending the server")


if __name__ == "__main__":
    sys.exit(main())
