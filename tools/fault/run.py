# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run the partner and the failures, wait until all is quiet, count, print.

Arguments: how many documents come in; the seed; the folder of the run. Started by
``make fault``, which gives it a PostgreSQL of its own. The last line is
``lost N doubled N unowned N``; the exit status is 0 only if all are zero.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/system")]

import carrier
from stack.cluster import Cluster

from fault import journal, records, script
from fault.clock import FastClock
from fault.drama import CronHalf, RunnerHalf
from fault.snapshot import BUSY, Database
from fault.tally import Expectation, Tally, count

# A half lasts so long at least, or nothing could befall it.
HALF_SECONDS = 10
# How long the partner may go on trying once nothing befalls us any more.
HANDOVER_SECONDS = 300
# After that: as long as something still moves, and this long after it did.
STILL_SECONDS = 60
QUIET_SECONDS = 300
SHOWN = 20


class Run:
    """One run: its folder, its script, its database, its partner."""

    def __init__(self, messages: int, seed: int, folder: Path):
        self.folder = folder
        self.inbox = folder / "inbox"
        self.database = Database(os.environ["LOGISTICS_SYNC_DATABASE"])
        self.cluster = Cluster(Path(os.environ["LOGISTICS_SYNC_CLUSTER"]))
        self.script = script.write(messages, seed)
        self.journal = folder / "partner.jsonl"
        self.partner: subprocess.Popen | None = None
        self.began = time.monotonic()

    def say(self, text: str) -> None:
        """Tell what is going on, with the time since the beginning."""
        print(f"[fault {time.monotonic() - self.began:6.1f}] {text}", flush=True)

    # --------------------------------------------------------------- set-up
    def prepare(self) -> None:
        """The partner's process and the records it will be about."""
        self.inbox.mkdir(parents=True)
        path = self.folder / "script.json"
        path.write_text(self.script.to_json(), encoding="utf-8")
        self.partner = subprocess.Popen(
            [sys.executable, str(ROOT / "tools/fault/partner.py")]
            + [str(self.folder), str(HALF_SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        ready = self.partner.stdout.readline().split()
        task = {
            "folder": str(self.inbox),
            "ports": ready[1:],
            "parcels": self.script.parcels,
            "orders": self.script.orders,
        }
        subprocess.run(
            [sys.executable, str(ROOT / "tools/fault/records.py"), json.dumps(task)],
            check=True,
        )

    # ----------------------------------------------------------------- play
    def play(self, number: int, kind: type) -> None:
        """One half: the partner sends while the machines fail; then all gets quiet."""
        half = kind(self.folder, self.database, self.cluster)
        total = len({one.key for one in self.script.halves[number]})
        self.say(f"{half.name}: {total} documents")
        try:
            half.start()
            with FastClock(self.database):
                over = self._send(number, half)
                for act in half.acts():
                    self._wait_for_share(act.share, number, over)
                    self.say(f"{half.name}: {act.name}")
                    act.play()
                if over.wait(HANDOVER_SECONDS):
                    self.say(f"{half.name}: the partner has handed over everything")
                else:
                    self.say(f"{half.name}: the partner still knocks in vain")
                self._wait_until_quiet()
        finally:
            half.stop()

    def _send(self, number, half):
        """Set the partner off; the event is set once it is through."""
        addresses = [
            f"{node.url}/logistics_sync/v1/{carrier.CONNECTOR}/events"
            for node in half.nodes
        ]
        self.partner.stdin.write(" ".join(["send", str(number), *addresses]) + "\n")
        self.partner.stdin.flush()
        over = threading.Event()

        def listen():
            self.partner.stdout.readline()
            over.set()

        threading.Thread(target=listen, daemon=True).start()
        return over

    def _wait_for_share(self, share, number, over):
        wanted = {one.key for one in self.script.halves[number]}
        while not over.wait(0.1):
            told = {
                line["key"]
                for line in journal.read(self.journal)
                if line["what"] in ("answered", "placed")
            }
            if len(told & wanted) >= share * len(wanted):
                return

    def _wait_until_quiet(self):
        """Until nothing is left to do, or nothing has moved for a long time."""
        start = moved = time.monotonic()
        left = None
        while time.monotonic() - moved < STILL_SECONDS:
            now = self.database.number(BUSY)
            files = sum(1 for _path in self.inbox.glob("*.json"))
            if now == 0 and not files:
                self.say("quiet")
                return
            if (now, files) != left:
                left, moved = (now, files), time.monotonic()
            if time.monotonic() - start > QUIET_SECONDS:
                break
            time.sleep(0.2)
        self.say(f"not quiet: {left[0]} things to do, {left[1]} files")

    # ---------------------------------------------------------------- count
    def tally(self) -> Tally:
        """Compare the partner's log with the database."""
        documents = [one for half in self.script.halves for one in half]
        names = {
            f"{one.key}.json": one.digest for one in documents if one.way == "file"
        }
        middle, first = self.script.parcels // 2, self.script.orders // 2
        ordered = [
            *range(first),
            *range(middle, middle + self.script.orders - first),
        ]
        return count(
            journal.read(self.journal),
            self.database.snapshot(self.inbox, names),
            Expectation(
                {code: frozenset(told) for code, told in records.TOLD.items()},
                frozenset(map(carrier.tracking_number, ordered)),
                strangers=frozenset(self.script.strangers),
            ),
        )

    def close(self) -> None:
        """Send the partner home."""
        if self.partner:
            self.partner.kill()
            self.partner.wait()


def report(tally: Tally) -> None:
    """The figures, the first findings of each kind, and the line that is read."""
    for name, figure in tally.figures.items():
        print(f"{name:26} {figure:7}")
    for kind in ("lost", "doubled", "unowned"):
        for finding in getattr(tally, kind)[:SHOWN]:
            print(f"{kind}: {finding}")
    print(tally.last_line(), flush=True)


def end_in_order(*_details) -> None:
    """A polite kill, and Ctrl-C, end servers and partner too; a second one is late."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(messages: int, seed: int, folder: Path) -> int:
    """0 if nothing was lost, doubled or left without an owner."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_in_order)
    run = Run(messages, seed, folder)
    try:
        run.prepare()
        run.say("the records are there")
        for number, kind in enumerate((RunnerHalf, CronHalf)):
            run.play(number, kind)
        tally = run.tally()
    finally:
        run.close()
    run.say("counted")
    report(tally)
    return 0 if tally.is_sound else 1


if __name__ == "__main__":
    try:
        sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
    except KeyboardInterrupt:
        sys.exit(130)
