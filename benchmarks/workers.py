# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Four workers against one: 400 documents to a partner that takes its time.

The partner takes a tenth of a second for each call, as partners do, and logs what it
got: each document once, however many workers compete. Waiting for it is what workers
share, on however few processors.
"""

import contextlib
import json
import os
import subprocess
import time
import urllib.request
from collections import Counter
from pathlib import Path

import _inbox
import _sink
import _stage
import _workload
from overhead import make_subscriber

DOCUMENTS = 400
LATENCY_SECONDS = 0.1
TEAMS = (1, 4)
GOAL = 3.5
DRAIN = Path(os.environ["LOGISTICS_SYNC_ROOT"]) / "tests" / "system" / "drain.py"


def main():
    """Measure both teams, check, print; the last line is the ratio."""
    registry = _stage.open_registry()
    with _sink.running(LATENCY_SECONDS) as url:
        with _stage.environment(registry) as env:
            outbound = make_subscriber(env, url).id
        sent = {team: send(registry, outbound, team, url) for team in TEAMS}
    told = f"{DOCUMENTS} documents out, the partner takes {LATENCY_SECONDS} s"
    ratio = report(told, DOCUMENTS, sent)
    print(f"ratio {ratio:.2f} goal {GOAL}")


def send(registry, connector_id, team, url):
    """Seconds until the partner has all documents; each of them once."""
    documents = _workload.make(["1ZWORKERS0001"], DOCUMENTS, seed=team).documents
    documents = [documents[0][:-1] + b', "no": %d}' % n for n in range(DOCUMENTS)]
    with _stage.environment(registry) as env:
        connector = env["logistics.sync.connector"].browse(connector_id)
        _inbox.receive(connector, documents, f"out{team}", direction="out")
    _stage.settle(registry)
    before = Counter(get_ids(url))
    seconds = drain(team, "outbound", DOCUMENTS)
    got = Counter(get_ids(url)) - before
    assert len(got) == got.total() == DOCUMENTS, got.most_common(3)
    return seconds


def get_ids(url):
    """The ids of what the partner got, as often as it got them."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.loads(answer.read())


def drain(team, channel, count):
    """Seconds that so many workers need for what waits in a channel."""
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(start(channel)) for _number in range(team)]
        for worker in workers:
            expect(worker, "ready")
        began = time.perf_counter()
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        shares = [int(expect(worker, "claimed")) for worker in workers]
        seconds = time.perf_counter() - began
    assert sum(shares) == count, shares
    print(f"{team} workers, shares {shares}")
    return seconds


def start(channel):
    """A worker as a process of its own, which waits for the word."""
    words = [os.environ["LOGISTICS_SYNC_PYTHON"], "-u", str(DRAIN), channel]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def expect(worker, word):
    """Read on until the worker says this word; what it says behind it."""
    for line in worker.stdout:
        if line.startswith(word):
            return line.removeprefix(word).strip()
    raise AssertionError(f"a worker ended without saying {word}")


def report(what, count, seconds):
    """The figures of both teams; how much faster the larger one is."""
    one, four = (seconds[team] for team in TEAMS)
    for team, taken in seconds.items():
        print(f"{what}: {team} workers {taken:7.2f} s, {count / taken:7.0f} a second")
    print(f"{what}: {one / four:.2f} times as fast")
    return one / four


if __name__ == "__main__":
    main()
