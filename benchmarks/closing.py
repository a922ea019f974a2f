# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A backlog of 9,000 mixed documents in the closing window (script S20).

Three times what the script asks for: 3,000 are done within five seconds, of which the
start of the workers and their first look through the backlog are the larger part.

Carriers' invoices, of which the youngest are the large ones, and status refreshes lie
committed; one worker attends each of their lanes. Worked off twice in the same run:
by age, as on any day, which is the reference, and with the rule of the close that puts
amounts above 10,000 first. The ratio is the share of the reference's time after which
the last large invoice is done. Refreshes must neither stand still meanwhile nor wait
longer than their flow allows.
"""

import contextlib
import json
import threading
import time
from decimal import Decimal

import _inbox
import _probe
import _stage
import _workload
from workers import expect, start

from odoo.addons.logistics_sync_base.codec.contracts import canonical_examples

SMALL, LARGE, REFRESHES = 6_000, 60, 2_940
PARCELS = 600
LIMIT = 10_000
GOAL = 0.5
INVOICE = canonical_examples("freight_invoice/1.0")["balance_due"]
OPEN = (
    "SELECT id FROM logistics_sync_message WHERE id = ANY(%s) AND finished_at IS NULL"
)


def main():
    """Work it off twice, print; the last line is the ratio."""
    registry = _stage.open_registry()
    with _stage.environment(registry) as env:
        refreshing = _probe.make_connector(env)
        billing = refreshing.copy(
            {"name": "Benchmark audit", "code": "benchmark-audit", "mapping_id": False}
        )
        billing.write({"channel": "financial", "state": "live"})
        ids = (billing.id, refreshing.id)
        allowed = get_allowed(env)
        _probe.make_parcels(env, [*get_parcels("AGE"), *get_parcels("CLOSE")])
    by_age = measure(registry, ids, "AGE")
    with _stage.environment(registry) as env:
        rules = env["logistics.sync.priority.rule"]
        rules.create({"name": "Close", "amount_from": LIMIT})
    in_window = measure(registry, ids, "CLOSE")
    check(in_window, allowed)
    ratio = in_window["large"][-1] / by_age["large"][-1]
    print(f"ratio {ratio:.2f} goal {GOAL} at most")


def get_allowed(env):
    """Seconds a status refresh may wait by its flow."""
    flow = env["logistics.sync.event.type"].search([("code", "=", "in_transit")])
    return flow.sla_minutes * 60


def get_parcels(turn):
    return [f"1Z{turn}{number:05d}" for number in range(PARCELS)]


def make_invoices(turn):
    """Small ones first, then the large ones: the youngest of all."""
    totals = [Decimal("900.00")] * SMALL + [Decimal("25000.00")] * LARGE
    return [
        json.dumps(
            INVOICE
            | {
                "number": f"FI-{turn}-{number}",
                "currency": "USD",
                "totals": INVOICE["totals"] | {"total": f"{total}"},
            }
        ).encode()
        for number, total in enumerate(totals)
    ]


def measure(registry, connector_ids, turn):
    """{group: seconds after which one document after the other was done}"""
    refreshes = _workload.make(get_parcels(turn), REFRESHES, seed=20).documents
    with _stage.environment(registry) as env:
        billing, refreshing = (
            env["logistics.sync.connector"].browse(one) for one in connector_ids
        )
        _inbox.receive(billing, make_invoices(turn), f"invoice-{turn}")
        _inbox.receive(refreshing, refreshes, f"refresh-{turn}")
        groups = find_groups(env, billing, refreshing)
    _stage.settle(registry)
    done = {name: [] for name in groups}
    with contextlib.ExitStack() as stack:
        lanes = [
            stack.enter_context(start(lane)) for lane in ("financial", "operational")
        ]
        for worker in lanes:
            expect(worker, "ready")
        began = time.perf_counter()
        watching = threading.Thread(target=watch, args=(registry, groups, done, began))
        watching.start()
        for worker in lanes:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        claimed = [int(expect(worker, "claimed")) for worker in lanes]
        watching.join()
    assert sum(claimed) == SMALL + LARGE + REFRESHES, claimed
    report(turn, done)
    return done


def find_groups(env, billing, refreshing):
    """{name: ids of the messages that are still to do}"""
    messages = env["logistics.sync.message"]
    waiting = [("finished_at", "=", False)]
    bills = messages.search([*waiting, ("connector_id", "=", billing.id)], order="id")
    news = messages.search([*waiting, ("connector_id", "=", refreshing.id)])
    assert (len(bills), len(news)) == (SMALL + LARGE, REFRESHES)
    return {"small": bills.ids[:SMALL], "large": bills.ids[SMALL:], "news": news.ids}


def watch(registry, groups, done, began):
    """Note when documents are done, as another connection sees it."""
    left = {name: list(ids) for name, ids in groups.items()}
    while any(left.values()):
        with registry.cursor() as cr:
            for name, ids in left.items():
                cr.execute(OPEN, [ids])
                still = [row[0] for row in cr.fetchall()]
                now = time.perf_counter() - began
                done[name] += [now] * (len(ids) - len(still))
                left[name] = still
        time.sleep(0.05)


def report(turn, done):
    words = {"AGE": "by age", "CLOSE": "with the rule of the close"}[turn]
    total = max(times[-1] for times in done.values())
    figures = ", ".join(
        f"{name} first {times[0]:.2f} s, last {times[-1]:.2f} s"
        for name, times in done.items()
    )
    print(f"{words}: {SMALL + LARGE + REFRESHES} documents in {total:.2f} s; {figures}")


def check(done, allowed):
    """Large ones before the small ones are through; refreshes went on all the while."""
    assert done["large"][-1] < done["small"][-1], "large invoices did not go first"
    assert done["news"][-1] <= allowed, "a refresh waited longer than its flow allows"
    meanwhile = sum(moment <= done["small"][-1] for moment in done["news"])
    share = meanwhile / REFRESHES
    print(f"{share:.0%} of the refreshes were done before the last invoice was")
    assert share > 0, "refreshes stood still"


if __name__ == "__main__":
    main()
