# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Many clients at the door at once, and a server that dies under them."""

import random
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import requests
from carrier import Client, journeys
from facts import (
    check_applied_once,
    check_delivered,
    wait_until_done,
    wait_until_resumed,
)
from harness import PATIENCE, Database, Server

CLIENTS = 16
# So few that the clients meet at the same facts all the time.
CONTENDED = 20
PARCELS, ENOUGH = 60, 100
CRON_ONLY = ("--load=base,rpc,web", "--max-cron-threads=1")


def test_sixteen_clients_post_the_same_facts(ready):
    """B6, B9: 16 clients post the same 100 events at once; each counts once."""
    documents = journeys(CONTENDED)
    answers = defaultdict(set)
    statuses = defaultdict(int)
    lock = threading.Lock()
    with (
        Database("clients", template=ready) as database,
        Server(database, *CRON_ONLY, "--workers=2") as server,
    ):
        start = threading.Barrier(CLIENTS)

        def post_all(number):
            client = Client(server.url)
            mine = list(documents)
            # All begin with the same keys; later they meet at random.
            tail = mine[50:]
            random.Random(number).shuffle(tail)
            start.wait()
            for key, body in mine[:50] + tail:
                answer = client.post(key, body)
                with lock:
                    answers[key].add(answer.content)
                    statuses[answer.status_code] += 1

        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(post_all, range(CLIENTS)))
        assert dict(statuses) == {202: CLIENTS * len(documents)}
        assert {len(bodies) for bodies in answers.values()} == {1}
        wait_until_done(database, len(documents))
        check_applied_once(database, len(documents))
        check_delivered(database, CONTENDED)


def test_server_killed_during_intake(ready):
    """N15: after kill -9 each message is stored or was refused; a restart resumes."""
    documents = journeys(PARCELS)
    accepted, refused = set(), set()
    lock, gone = threading.Lock(), threading.Event()
    with Database("intake", template=ready) as database:
        # No cron: what was accepted must survive by itself.
        with Server(database, "--load=base,rpc,web", "--max-cron-threads=0") as server:

            def post_share(number):
                client = Client(server.url)
                *most, last = documents[number::CLIENTS]
                for key, body in most:
                    post(client, key, body)
                # However quick the others are: some come too late.
                assert gone.wait(PATIENCE)
                post(client, *last)

            def post(client, key, body):
                try:
                    answered = client.post(key, body).status_code == 202
                except requests.RequestException:
                    answered = False
                with lock:
                    (accepted if answered else refused).add(key)
                    # Whoever is here kills it, while the others post.
                    if len(accepted) >= ENOUGH and not gone.is_set():
                        server.kill()
                        gone.set()

            with ThreadPoolExecutor(CLIENTS) as clients:
                list(clients.map(post_share, range(CLIENTS)))
        assert accepted and refused
        stored = {
            key
            for (key,) in database.query(
                "SELECT idempotency_key FROM logistics_sync_message"
            )
        }
        assert accepted <= stored
        # The last ones may be stored without their answer; then the key protects.
        assert len(stored - accepted) <= CLIENTS
        assert database.states() == {"received": len(stored)}
        with Server(database, *CRON_ONLY) as server:
            wait_until_resumed(database, len(stored))
            client = Client(server.url)
            for key, body in documents:
                assert client.post(key, body).status_code == 202
            wait_until_done(database, len(documents))
        check_applied_once(database, len(documents))
        check_delivered(database, PARCELS)
