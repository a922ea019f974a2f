# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A financial message in the middle of 20,000 status refreshes.

The refreshes lie in the operational lane, committed, and a worker has begun with
them; then, one after the other, documents come in by the financial lane. What each
takes longer than the same on an idle server is its delay. By each dispatcher; the
longest delay of all is compared with the two seconds that are allowed.
"""

import statistics
import time

import _inbox
import _probe
import _server
import _stage
import _workload
from latency import KINDS, wait_for_dispatcher

REFRESHES, PARCELS = 20_000, 4_000
SAMPLES, IDLE = 12, 6
ALLOWED_SECONDS = 2.0
FINANCIAL = "benchmark-money"
LEASED = """
    SELECT count(*) FROM logistics_sync_message
     WHERE channel = 'operational' AND lease_token IS NOT NULL
"""
LEFT = """
    SELECT count(*) FROM logistics_sync_message
     WHERE channel = 'operational' AND next_attempt_at IS NOT NULL
"""


def main():
    """Measure both dispatchers, print; the last line is the ratio."""
    registry = _stage.open_registry()
    with _stage.environment(registry) as env:
        refreshing = _probe.make_connector(env)
        financial = refreshing.copy({"name": "Benchmark money", "code": FINANCIAL})
        secret = {"connector_id": financial.id}
        env["logistics.sync.credential"].create(secret)._set_secret(_probe.SECRET)
        for code in refreshing.code_map_ids:
            code.copy({"connector_id": financial.id})
        financial.write({"channel": "financial", "state": "live"})
        for kind in KINDS:
            _probe.make_parcels(env, numbers(kind, "OPS", PARCELS))
            _probe.make_parcels(env, numbers(kind, "FIN", SAMPLES + IDLE + 1))
    _stage.settle(registry)
    worst = [
        measure(registry, refreshing.id, kind, words)
        for kind, (words, _allowed) in KINDS.items()
    ]
    print(f"ratio {max(worst) / ALLOWED_SECONDS:.2f} goal 1 at most")


def numbers(kind, lane, count):
    """Tracking numbers of one dispatcher's turn in one lane."""
    return [f"1Z{lane}{kind.upper()}{number:05d}" for number in range(count)]


def measure(registry, connector_id, kind, words):
    """The longest delay in seconds."""
    parcels = iter(numbers(kind, "FIN", SAMPLES + IDLE + 1))
    with _server.running(words) as port, _probe.Probe(port, FINANCIAL) as probe:
        wait_for_dispatcher(probe, kind)
        time_one(probe, next(parcels))
        idle = statistics.median(time_one(probe, next(parcels)) for _ in range(IDLE))
        begin_surge(registry, connector_id, kind, port)
        wait_for(lambda: probe.value(LEASED))
        seconds = []
        for parcel in parcels:
            taken = time_one(probe, parcel)
            left = probe.value(LEFT)
            if not left:
                break
            seconds.append(taken)
        assert len(seconds) >= SAMPLES // 2, "the surge was over too soon"
        delay = max(seconds) - idle
        print(
            f"{kind:10} idle {idle:6.3f} s; in the surge {len(seconds)} documents, "
            f"median {statistics.median(seconds):6.3f} s, longest {max(seconds):6.3f} "
            f"s, with {left} refreshes still to do after the last one"
        )
        wait_for(lambda: not probe.value(LEFT), seconds=600)
    return delay


def time_one(probe, parcel):
    """Seconds of one financial document; a moment's rest first."""
    time.sleep(0.3)
    [body] = _workload.make([parcel], 1, seed=1).documents
    return probe.time(body, f"money-{parcel}")


def begin_surge(registry, connector_id, kind, port):
    """Store all refreshes at once, and wake their worker as the door does."""
    parcels = numbers(kind, "OPS", PARCELS)
    documents = _workload.make(parcels, REFRESHES, seed=11).documents
    with _stage.environment(registry) as env:
        connector = env["logistics.sync.connector"].browse(connector_id)
        _inbox.receive(connector, documents[1:], f"surge-{kind}")
    with _probe.Probe(port, "benchmark") as door:
        door.post(documents[0], f"surge-{kind}-first")


def wait_for(condition, seconds=_probe.LONGEST_SECONDS):
    """Return once it is true; raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise TimeoutError("nothing happens")


if __name__ == "__main__":
    main()
