# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the log of tries and its masking cost: the same work with them and without.

In both directions: carrier events from committed message to shipment state, and
signed webhooks to a partner that answers at once. Without means that no try is
stored and no call is described; everything else stays. Both take many short turns in
alternation, of which the median counts, so that a moment in which the machine had
other things to do weighs on neither. The dearer direction is judged.
"""

import contextlib
import statistics
from unittest.mock import patch

import _inbox
import _shipments
import _sink
import _stage
import _workload

ROUNDS = 12
EVENTS, PARCELS = 400, 80
CALLS = 40
GOAL = 1.15
SECRET = "whsec_" + "YmVuY2htYXJrcyBvZiBsb2dpc3RpY3Mgc3luYw=="


def main():
    """Measure both directions, print; the last line is the ratio."""
    registry = _stage.open_registry()
    with _sink.running() as url:
        with _stage.environment(registry) as env:
            inbound = _inbox.make_connector(env)
            outbound = make_subscriber(env, url)
            workloads = prepare(env, 2 * (ROUNDS + 1))
        _stage.settle(registry)
        told = iter(workloads)
        ratios = [
            compare(
                registry,
                "events taken in",
                lambda: take_in(registry, inbound.id, next(told)) / EVENTS,
            ),
            compare(
                registry,
                "documents sent",
                lambda: send(registry, outbound.id) / CALLS,
            ),
        ]
    check(registry)
    print(f"ratio {max(ratios):.3f} goal {GOAL} at most")


def prepare(env, turns):
    """Scans of parcels that no other turn tells of."""
    workloads = []
    for turn in range(turns):
        numbers = [f"1ZOVER{turn:03d}{number:05d}" for number in range(PARCELS)]
        workloads.append(_workload.make(numbers, EVENTS, seed=turn))
        _shipments.ship(env, numbers)
    return workloads


def make_subscriber(env, url):
    """A live connector that posts signed documents to the partner."""
    connector = env["logistics.sync.connector"].create(
        {
            "name": "Benchmark subscriber",
            "code": "benchmark-out",
            "outbound_url": url,
            "allow_private_network": True,
            "allow_plain_http": True,
        }
    )
    secret = env["logistics.sync.credential"].create({"connector_id": connector.id})
    secret._set_secret(SECRET)
    connector.state = "live"
    return connector


def compare(registry, name, work):
    """How much longer ``work`` takes for each than the same without its log."""
    seconds = {True: [], False: []}
    for turn in range(2 * (ROUNDS + 1)):
        is_logged = turn % 2 == 0
        with contextlib.nullcontext() if is_logged else unlogged(registry):
            taken = work()
        # The first ones fill caches.
        if turn > 1:
            seconds[is_logged].append(taken)
    logged, bare = (statistics.median(seconds[key]) for key in (True, False))
    print(
        f"{name:16} {logged * 1000:8.3f} ms each, {bare * 1000:8.3f} ms without "
        f"the log of tries: {logged / bare:.3f}"
    )
    return logged / bare


@contextlib.contextmanager
def unlogged(registry):
    """Nothing stores a try or describes a call within the block."""
    from odoo.addons.logistics_sync_base.network_door import Door

    messages = registry["logistics.sync.message"]
    with (
        patch.object(messages, "_insert_attempts", lambda self, rows, **_more: None),
        patch.object(messages, "_log_delivery", lambda self, *_words: None),
        patch.object(Door, "_describe", lambda self, *_words: ""),
    ):
        yield


def take_in(registry, connector_id, workload):
    """Seconds from committed messages to states."""
    with _stage.environment(registry) as env:
        connector = env["logistics.sync.connector"].browse(connector_id)
        _inbox.receive(connector, workload.documents, next(PREFIXES))
        with _stage.stopwatch() as taken:
            claimed = env["logistics.sync.message"]._drain("operational")
        assert claimed == EVENTS, claimed
    return taken[0]


def send(registry, connector_id):
    """Seconds that a worker takes for the outbox."""
    with _stage.environment(registry) as env:
        connector = env["logistics.sync.connector"].browse(connector_id)
        documents = _workload.make([f"1ZSENT{n:05d}" for n in range(CALLS)], CALLS, 5)
        _inbox.receive(connector, documents.documents, next(PREFIXES), direction="out")
        with _stage.stopwatch() as taken:
            claimed = env["logistics.sync.message"]._drain("outbound")
        assert claimed == CALLS, claimed
    return taken[0]


def check(registry):
    """The work was done each time, and half of it is in the log."""
    turns = 2 * (ROUNDS + 1)
    with _stage.environment(registry) as env:
        messages = env["logistics.sync.message"]
        done = messages.search_count([("state", "in", ("processed", "duplicate"))])
        assert done == messages.search_count([]) == turns * (EVENTS + CALLS), done
        attempts = env["logistics.sync.attempt"].search([("result", "=", "success")])
        assert len(attempts) == turns // 2 * (EVENTS + CALLS), len(attempts)
        told = attempts.filtered("http_status")
        assert len(told) == turns // 2 * CALLS, len(told)
        for attempt in told:
            assert "webhook-signature: ***" in attempt.request_masked
            assert "accepted" in attempt.response_masked


PREFIXES = (f"turn{number}" for number in range(10**6))

if __name__ == "__main__":
    main()
