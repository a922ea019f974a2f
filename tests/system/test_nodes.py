# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two servers on one database, as two machines behind one address have it."""

from carrier import Client, journeys
from facts import check_applied_once, check_delivered, wait_until_done
from harness import Database, Server

PARCELS = 100
CRON_ONLY = ("--load=base,rpc,web", "--max-cron-threads=1")


def test_two_nodes_share_one_queue(ready):
    """N4: either takes documents in, both work them off, nothing is done twice."""
    documents = journeys(PARCELS)
    with (
        Database("nodes", template=ready) as database,
        Server(database, *CRON_ONLY) as one,
        Server(database, *CRON_ONLY) as two,
    ):
        clients = [Client(server.url) for server in (one, two)]
        for place, (key, body) in enumerate(documents):
            here, there = clients[place % 2], clients[1 - place % 2]
            assert here.post(key, body).status_code == 202
            if place % 10 == 0:
                # The same document at the other node is the same message.
                assert there.post(key, body).status_code == 202
        wait_until_done(database, len(documents))
        check_applied_once(database, len(documents))
        check_delivered(database, PARCELS)
