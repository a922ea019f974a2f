# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A burst while nobody works: everything is taken in, and worked off later."""

from concurrent.futures import ThreadPoolExecutor

from carrier import Client, journeys
from facts import check_applied_once, check_delivered
from harness import Database, Server

CLIENTS, PARCELS = 12, 60
NO_WORKER = ("--load=base,rpc,web", "--max-cron-threads=0")


def test_a_burst_waits_for_its_workers(ready):
    """K16: peak without a worker: all accepted, none lost; later the backlog drains."""
    documents = journeys(PARCELS)
    with Database("burst", template=ready) as database:
        with Server(database, *NO_WORKER) as server:

            def post_share(number):
                client = Client(server.url)
                share = documents[number::CLIENTS]
                return [client.post(key, body).status_code for key, body in share]

            with ThreadPoolExecutor(CLIENTS) as clients:
                answers = sum(clients.map(post_share, range(CLIENTS)), [])
        assert answers == [202] * len(documents)
        assert database.states() == {"received": len(documents)}
        database.run("drain.py", "operational")
        check_applied_once(database, len(documents))
        check_delivered(database, PARCELS)
