# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a carrier's webhook to the state of its shipment, one event at a time.

By each dispatcher: queue_job's runner, and Odoo's own scheduler with nothing beside
it. Events come at irregular moments, so that some find a worker that was just woken
and some one that sleeps. The time includes the request itself; it ends when another
connection sees the state. What the median takes of the time allowed is the ratio; the
slower dispatcher is judged.
"""

import random
import statistics
import time

import _probe
import _server
import _stage
import _workload

COUNT, WARM_UP = 60, 5
# Seconds between two events, on average; the shortest and the longest differ tenfold.
PAUSE = 0.5
KINDS = {
    "queue_job": (_server.RUNNER, 0.2),
    "cron": (_server.EMBEDDED, 2.0),
}

# queue_job's runner holds this session lock while it lives.
RUNNER = """
    SELECT count(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND (classid::bigint << 32) + objid::bigint = 2293787760715711918
       AND database = (SELECT oid FROM pg_database
                        WHERE datname = current_database())
"""


def main():
    """Measure both dispatchers, print; the last line is the ratio."""
    registry = _stage.open_registry()
    with _stage.environment(registry) as env:
        _probe.make_connector(env)
        for kind in KINDS:
            _probe.make_parcels(env, numbers(kind))
    _stage.settle(registry)
    ratios = [measure(kind, *settings) for kind, settings in KINDS.items()]
    print(f"ratio {max(ratios):.2f} goal 1 at most")


def numbers(kind):
    """Tracking numbers of one dispatcher's turn."""
    return [f"1ZLATE{kind.upper()}{number:05d}" for number in range(COUNT + WARM_UP)]


def measure(kind, words, allowed):
    """The share of the allowed time that the median takes."""
    source = random.Random(3)
    seconds = []
    with _server.running(words) as port, _probe.Probe(port, "benchmark") as probe:
        wait_for_dispatcher(probe, kind)
        for number in numbers(kind):
            [body] = _workload.make([number], 1, seed=1).documents
            seconds.append(probe.time(body, f"scan-{number}"))
            time.sleep(PAUSE * source.uniform(0.2, 1.8))
    seconds = sorted(seconds[WARM_UP:])
    median = statistics.median(seconds)
    print(
        f"{kind:10} p50 {median:6.3f} s, p95 {seconds[int(0.95 * COUNT)]:6.3f} s, "
        f"longest {seconds[-1]:6.3f} s; allowed at the median {allowed} s"
    )
    return median / allowed


def wait_for_dispatcher(probe, kind):
    """Until the one we mean gives out the work."""
    end = time.monotonic() + _probe.LONGEST_SECONDS
    while time.monotonic() < end:
        if bool(probe.value(RUNNER)) == (kind == "queue_job"):
            return
        time.sleep(0.2)
    raise TimeoutError(f"{kind} does not give out work")


if __name__ == "__main__":
    main()
