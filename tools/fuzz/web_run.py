# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fuzz a running server over HTTP: `python tools/fuzz/web_run.py [REQUESTS] [SEED]`.

Each request must be answered with 2xx or 4xx, each refusal in words that a machine can
read; nothing may show up in the server's log as unforeseen, and each document that was
accepted must be stored as it came, and be processed without an unforeseen error. Last
line: ``requests N failures M``.
"""

import hashlib
import json
import os
import random
import re
import sys
import tempfile
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import hostile
import wire
from harness import Database, Server

CLIENTS = 4
LOUD = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) |^Traceback", re.MULTILINE)
INSIDES = (b"Traceback (most", b'File "/', b"psycopg2", b"odoo.exceptions")
PROBLEM = ("type", "title", "status", "detail", "correlation_id")
PARTNERS = Path(__file__).with_name("web_partners.py")
NOT_MODIFIED = 304


def main(words: list[str]) -> int:
    """Send so many requests; 1 when anything failed."""
    wanted = int(words[0]) if words else 5_000
    seed = int(words[1]) if len(words) > 1 else 1
    with (
        tempfile.TemporaryDirectory() as folder,
        Database(f"fuzz_{os.getpid()}") as database,
    ):
        database.run(PARTNERS, "make")
        log = Path(folder) / "server.log"
        # Nothing but the door: processing is looked at apart, when all has come.
        quiet = ("--load=base,rpc,web", "--max-cron-threads=0", f"--logfile={log}")
        with Server(database, *quiet) as server:
            port = int(server.url.rpartition(":")[2])
            run = Run(port, seed)
            failures = run.send_all(wanted)
            assert server.health()
        failures += check_log(log.read_text())
        failures += check_stored(database, run.accepted)
        failures += check_processed(database)
    print("answers", dict(sorted(run.statuses.items(), key=str)))
    print(f"documents accepted {len(run.accepted)}")
    print(f"requests {wanted} failures {failures}")
    return 1 if failures else 0


class Run:
    """The requests of one run; ``accepted`` maps message ids to what was sent."""

    def __init__(self, port, seed):
        self.port = port
        self.seed = seed
        self.seeds = hostile.seeds()
        self.accepted = {}
        self.statuses = Counter()

    def send_all(self, wanted):
        """How many requests were not answered as they have to be."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            return sum(clients.map(self._send, range(wanted)))

    def _send(self, number):
        # Each request can be had again by itself: its number and the seed make it.
        rng = random.Random(zlib.crc32(f"web:{self.seed}:{number}".encode()))
        request = hostile.make(rng, number, self.seeds)
        try:
            answer = wire.exchange(self.port, request)
        except TimeoutError:
            answer, fault = None, "no answer and no end"
        else:
            fault = judge(request, answer)
        self.statuses[answer.status if answer else "closed"] += 1
        if not fault:
            self._note(request, answer)
            return 0
        print(f"FAILED {self.seed}:{number} ({request.name}): {fault}")
        print(f"    {(request.head + request.body)[:600]!r}")
        print(f"    {answer and (answer.status, answer.body[:600])!r}")
        return 1

    def _note(self, request, answer):
        if not answer or not request.is_http:
            return
        if answer.headers.get("content-type", "").endswith("json"):
            told = json.loads(answer.body) if answer.body else {}
            if told.get("message_id"):
                self.accepted.setdefault(told["message_id"], []).append(request)


def judge(request, answer):
    """What is wrong with an answer, or None."""
    if answer is None:
        return "closed without an answer" if request.is_http else None
    if any(word in answer.body for word in INSIDES):
        return "it tells how we are made"
    moved = 300 <= answer.status < 400 and answer.status != NOT_MODIFIED
    if answer.status >= 500 or moved:
        return f"status {answer.status}"
    if 200 <= answer.status < 300 and not request.is_http:
        return "a broken body was taken for a whole one"
    if answer.status < 400 or not request.is_http or request.method == "HEAD":
        return None
    return _judge_problem(answer)


def _judge_problem(answer):
    kind = answer.headers.get("content-type", "")
    if not kind.startswith("application/problem+json"):
        return f"a refusal as {kind}"
    problem = json.loads(answer.body)
    missing = [name for name in PROBLEM if not problem.get(name)]
    if missing or problem["status"] != answer.status:
        return f"a problem without {missing}"
    return None


# --------------------------------------------------------------- afterwards
def check_log(text):
    """How many lines tell of what nobody foresaw."""
    lines = [line for line in text.splitlines() if LOUD.match(line)]
    for line in lines:
        print(f"FAILED log: {line}")
    if lines:
        print(text[text.index(lines[0]) :][:3000])
    return len(lines)


def check_stored(database, accepted):
    """How many documents were accepted and are not there as they came."""
    stored = dict(
        database.query("SELECT public_id, body_sha256 FROM logistics_sync_message")
    )
    lost = [
        (message_id, request)
        for message_id, requests in accepted.items()
        for request in requests
        if not _is_kept(request, stored.get(message_id))
    ]
    for message_id, request in lost:
        print(f"FAILED message {message_id} is not stored as sent: {request.head!r}")
    return len(lost)


def _is_kept(request, digest):
    known = [hashlib.sha256(one).hexdigest() for one in request.documents]
    return digest in known if known else bool(digest)


def check_processed(database):
    """How many messages ended in an error that nobody foresaw."""
    database.run(PARTNERS, "process")
    failures = database.query(
        "SELECT m.public_id, a.error FROM logistics_sync_attempt a"
        " JOIN logistics_sync_message m ON m.id = a.message_id"
        " WHERE a.error LIKE '%Traceback%'"
    )
    for message_id, error in failures:
        print(f"FAILED processing of {message_id}: {error}")
    return len(failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
