# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed carrier events over HTTP until they are committed, by one client.

Compared with a bare route of the same server that stores the body by one INSERT and
checks nothing. Ours verifies a signature, recognises repetitions, looks the document
over and commits it with all that its processing needs. Both take many short turns,
of which the median counts: a moment in which the machine had other things to do
weighs on neither. In batches, the facts of one request are
one list of documents.
"""

import json
import statistics
import time

import _inbox
import _server
import _stage
import _workload

ADDONS = ("logistics_sync_bare",)
ROUNDS, EACH = 24, 40
BATCHES, BATCH = 5, 500
GOAL, BATCH_GOAL = 0.7, 20
SECRET = "whsec_" + "YmVuY2htYXJrcyBvZiBsb2dpc3RpY3Mgc3luYw=="
BARE = "/logistics_sync_bare"
OURS = "/logistics_sync/v1/benchmark/events"
WARM_UP = 30


def main():
    """Measure, check what was stored, print; the last line is the ratio."""
    registry = _stage.open_registry()
    parcels = [f"1ZINGEST{number:06d}" for number in range(1000)]
    count = WARM_UP + ROUNDS * EACH + BATCHES * BATCH
    documents = _workload.make(parcels, count, seed=7).documents
    with _stage.environment(registry) as env:
        connector = _inbox.make_connector(env)
        credential = env["logistics.sync.credential"].create(
            {"connector_id": connector.id}
        )
        credential._set_secret(SECRET)
    with _server.running() as port:
        client = _server.Client(port)
        rest = iter(documents)
        post_each(client, OURS, take(rest, WARM_UP), "warm")
        post_each(client, BARE, documents[:WARM_UP])
        bare, ours = [], []
        for turn in range(ROUNDS):
            mine = take(rest, EACH)
            bare.append(post_each(client, BARE, mine) / EACH)
            ours.append(post_each(client, OURS, mine, f"turn{turn}") / EACH)
        batch = [
            post_each(client, OURS, [join(take(rest, BATCH))], f"batch{number}") / BATCH
            for number in range(BATCHES)
        ]
    with _stage.environment(registry) as env:
        check(env)
    report(*map(statistics.median, (bare, ours, batch)))


def take(documents, count):
    """The next documents of an iterator."""
    return [next(documents) for _ in range(count)]


def join(documents):
    """One body that holds all of these documents."""
    return b"[" + b",".join(documents) + b"]"


def post_each(client, path, bodies, keys=None):
    """Seconds that posting these takes, one after the other; signed when keyed."""
    from odoo.addons.logistics_sync_base.core import signing

    requests = []
    for number, body in enumerate(bodies):
        headers = {"Content-Type": "application/json"}
        if keys:
            headers |= signing.signature_headers(
                [SECRET], f"{keys}-{number}", int(time.time()), body
            )
        requests.append((body, headers))
    start = time.perf_counter()
    for body, headers in requests:
        status, answer = client.send(path, body, headers)
        assert status == 202, answer
    return time.perf_counter() - start


def check(env):
    """What was answered with 202 is there, byte for byte."""
    messages = env["logistics.sync.message"].search([])
    assert len(messages) == WARM_UP + ROUNDS * EACH + BATCHES, len(messages)
    assert set(messages.mapped("state")) == {"received"}
    batch = messages.filtered(lambda m: m.idempotency_key == "batch0-0")
    assert len(json.loads(batch._get_body_bytes())) == BATCH
    env.cr.execute("SELECT count(*) FROM logistics_sync_bare_row")
    assert env.cr.fetchone() == (WARM_UP + ROUNDS * EACH,)


def report(bare, ours, batch):
    """The figures, then the two lines that are read."""
    for name, each in (
        ("bare route, one INSERT", bare),
        ("Logistics Sync, one by one", ours),
        (f"Logistics Sync, {BATCH} in a batch", batch),
    ):
        print(f"{name:32} {each * 1000:9.3f} ms/fact {1 / each:10.0f} facts/s")
    met = bare / batch >= BATCH_GOAL
    print(
        f"batch ratio {bare / batch:.1f} goal {BATCH_GOAL}: "
        f"{'met' if met else 'MISSED'}"
    )
    if not met:
        raise SystemExit("the batches missed their goal")
    print(f"ratio {bare / ours:.2f} goal {GOAL}")


if __name__ == "__main__":
    main()
