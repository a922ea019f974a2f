# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A minute of peak: 2,000 webhooks by many clients, while what came is worked off.

Compared with a bare route of the same server that stores each body by one INSERT,
at the same rate, half of it before ours and half after it. Each request has its
moment, whatever became of those before it; its time counts from that moment, so that
a server that falls behind cannot hide it. Ours verifies, stores and has its scheduler
process what came meanwhile; the bare one has nothing else to do.

What our 95th percentile takes of the second allowed is the ratio; how it compares with
the bare route is told beside it. Each document must be answered with 202, and none may
be missing when the backlog is done.
"""

import itertools
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import _inbox
import _probe
import _server
import _stage
import _workload
from surge import wait_for

ADDONS = ("logistics_sync_bare",)
COUNT, BARE_COUNT, WARM_UP = 2_000, 1_000, 40
PER_SECOND = 2_000 / 60
CLIENTS = 24
ALLOWED_SECONDS = 1.0
BARE = "/logistics_sync_bare"
OURS = "/logistics_sync/v1/benchmark/events"
PARCELS = 400
LEFT = "SELECT count(*) FROM logistics_sync_message WHERE next_attempt_at IS NOT NULL"


def main():
    """Measure, check that nothing is lost, print; the last line is the ratio."""
    registry = _stage.open_registry()
    parcels = [f"1ZPEAK{number:06d}" for number in range(PARCELS)]
    workload = _workload.make(parcels, COUNT, seed=23)
    with _stage.environment(registry) as env:
        _probe.make_connector(env)
        _probe.make_parcels(env, parcels)
    _stage.settle(registry)
    with (
        _server.running(_server.EMBEDDED) as port,
        _probe.Probe(port, "benchmark") as probe,
    ):
        bodies = itertools.cycle(workload.documents)
        warm = list(itertools.islice(bodies, WARM_UP))
        post_all(port, BARE, warm, PER_SECOND * 3)
        bare = post_all(port, BARE, workload.documents[:BARE_COUNT], PER_SECOND)
        ours = post_all(port, OURS, workload.documents, PER_SECOND, "peak")
        backlog, start = probe.value(LEFT), time.perf_counter()
        wait_for(lambda: not probe.value(LEFT), seconds=600)
        drained = time.perf_counter() - start
        bare += post_all(port, BARE, workload.documents[:BARE_COUNT], PER_SECOND)
    with _stage.environment(registry) as env:
        _inbox.check(env, workload)
        stored = env["logistics.sync.message"].search_count([])
    print(f"sent {COUNT} stored {stored} processed {stored}, lost {COUNT - stored}")
    print(f"backlog after the last one {backlog}, worked off in {drained:.1f} s more")
    report(bare, ours)


def post_all(port, path, bodies, rate, keys=None):
    """Seconds that each request took from its moment on; signed when keyed."""
    start = time.perf_counter() + 0.2

    def post_share(number):
        client = _server.Client(port)
        return [
            post_at(client, path, bodies[place], start + place / rate, place, keys)
            for place in range(number, len(bodies), CLIENTS)
        ]

    with ThreadPoolExecutor(CLIENTS) as clients:
        shares = clients.map(post_share, range(CLIENTS))
        return [seconds for share in shares for seconds in share]


def post_at(client, path, body, moment, place, keys):
    """Post one body at its moment, or as soon after it as the client is free."""
    from odoo.addons.logistics_sync_base.core import signing

    time.sleep(max(moment - time.perf_counter(), 0))
    headers = {"Content-Type": "application/json"}
    if keys:
        headers |= signing.signature_headers(
            [_probe.SECRET], f"{keys}-{place}", int(time.time()), body
        )
    status, answer = client.send(path, body, headers)
    assert status == 202, answer
    return time.perf_counter() - moment


def percentile(seconds, share):
    """The time that so many of the requests did not exceed."""
    return sorted(seconds)[min(int(share * len(seconds)), len(seconds) - 1)]


def report(bare, ours):
    """The figures, then the line that is read."""
    for name, seconds in (("bare route, one INSERT", bare), ("Logistics Sync", ours)):
        print(
            f"{name:24} p50 {statistics.median(seconds) * 1000:7.1f} ms, "
            f"p95 {percentile(seconds, 0.95) * 1000:7.1f} ms, "
            f"longest {max(seconds) * 1000:7.1f} ms"
        )
    late, floor = percentile(ours, 0.95), percentile(bare, 0.95)
    print(f"p95 is {late / floor:.1f} times that of the bare route")
    print(f"ratio {late / ALLOWED_SECONDS:.2f} goal 1 at most")


if __name__ == "__main__":
    main()
