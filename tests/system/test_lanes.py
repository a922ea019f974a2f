# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A flood in one lane, bursts at the door, and the order of what belongs together."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import flood
import pytest
from carrier import Client, journeys
from facts import check_done_once, wait_until_done
from harness import Database, Server, Worker, wait_for

FLOOD = 5000
BEHIND = 2000
ORDERED = 900
CLIENTS = 8
# One worker for everything, which is when lanes are hardest to keep apart.
DISPATCHERS = {
    "cron": (("--load=base,rpc,web", "--max-cron-threads=1"), {}),
    "queue_job": (("--max-cron-threads=0",), {"ODOO_QUEUE_JOB_CHANNELS": "root:1"}),
}
# What was left of the flood at the moment when the other one was done.
LEFT_WHEN_DONE = """
    SELECT count(flood.id) FROM logistics_sync_message m
      JOIN logistics_sync_connector c ON c.code = %s
      LEFT JOIN logistics_sync_message flood
           ON flood.connector_id = c.id
          AND COALESCE(flood.finished_at, 'infinity') > m.finished_at
     WHERE m.idempotency_key = 'urgent' AND m.state = 'processed'
  GROUP BY m.id
"""


@pytest.mark.parametrize("dispatcher", DISPATCHERS)
@pytest.mark.parametrize(
    ("flooded", "other"), [("operational", "financial"), ("financial", "operational")]
)
def test_a_flood_stays_in_its_lane(ready, dispatcher, flooded, other):
    """K15, K24: 5,000 wait in one lane; what comes into the other is not behind."""
    words, environment = DISPATCHERS[dispatcher]
    with Database(f"flood_{flooded}", template=ready) as database:
        database.run("flood.py", "flooded", flooded, str(FLOOD), "0")
        database.run("flood.py", "other", other, "0", "0")
        with Server(database, *words, **environment) as server:
            wait_for(lambda: database.dispatcher() == dispatcher, dispatcher)
            with database.held_up("logistics_shipment_milestone"):
                # Its arrival wakes the worker of the flood.
                waking, body = flood.scan(FLOOD)
                answer = Client(server.url, "flooded").post(waking, body)
                assert answer.status_code == 202
                database.wait_until_held_up()
                # The worker is in the middle of its first set, with all others ahead.
                key, body = "urgent", journeys(1)[0][1]
                answer = Client(server.url, "other").post(key, body)
                assert answer.status_code == 202
            [(left,)] = wait_for(
                lambda: database.query(LEFT_WHEN_DONE, "flooded"), "the other lane"
            )
            assert left > 0


def test_a_burst_is_taken_in_and_worked_off(ready):
    """K16, K1: the door keeps accepting while workers are behind; nothing is lost."""
    documents = journeys(100)
    with Database("burst", template=ready) as database:
        database.run("flood.py", "flooded", "operational", str(BEHIND), "0")
        with Server(database, *DISPATCHERS["cron"][0]) as server:

            def post_share(number):
                client = Client(server.url)
                return [
                    client.post(key, body).status_code
                    for key, body in documents[number::CLIENTS]
                ]

            with ThreadPoolExecutor(CLIENTS) as clients:
                answers = sum(clients.map(post_share, range(CLIENTS)), [])
            assert answers == [202] * len(documents)
            wait_until_done(database, BEHIND + len(documents))
        check_done_once(database, BEHIND + len(documents))


def test_workers_keep_the_order_of_a_parcel(ready):
    """K17, K18: three workers side by side; the facts of each parcel in their order."""
    with Database("order", template=ready) as database, ExitStack() as stack:
        database.run("flood.py", "ordered", "operational", str(ORDERED), "1")
        workers = [
            stack.enter_context(Worker(database, "drain.py", "operational", "stay"))
            for _ in range(3)
        ]
        for worker in workers:
            worker.expect("ready")
        for worker in workers:
            worker.go()
        wait_until_done(database, ORDERED)
        assert sum(worker.stop() for worker in workers) == ORDERED
        check_done_once(database, ORDERED)
        out_of_order = database.value(
            """SELECT count(*) FROM (
                 SELECT e.message_id - lag(e.message_id) OVER (
                          PARTITION BY e.reference ORDER BY e.id) AS step
                   FROM logistics_sync_event e) steps WHERE step < 0"""
        )
        assert out_of_order == 0
