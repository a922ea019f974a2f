# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several workers on one inbox, and one that dies in the middle of its work."""

from contextlib import ExitStack

from carrier import WAITING
from facts import UNFINISHED, check_applied_once, check_delivered
from harness import Database, Worker, wait_for

FACTS = WAITING * 5
MESSAGES = FACTS * 2
WORKERS = 3
LEASE_SECONDS = 4
LONGEST_LEASE = """
    SELECT extract(epoch FROM max(lease_until) - now() AT TIME ZONE 'UTC')
      FROM logistics_sync_message WHERE lease_token IS NOT NULL
"""


def test_workers_in_parallel(full):
    """K18, N4: three processes drain one inbox; nothing is doubled, nothing left."""
    with Database("workers", template=full) as database, ExitStack() as stack:
        workers = [
            stack.enter_context(Worker(database, "drain.py", "operational"))
            for _ in range(WORKERS)
        ]
        for worker in workers:
            worker.expect("ready")
        for worker in workers:
            worker.go()
        claimed = [int(worker.expect("claimed")) for worker in workers]
        assert sum(claimed) == MESSAGES
        check_applied_once(database, FACTS, doubles=FACTS)
        check_delivered(database, WAITING)
        attempts = database.query(
            "SELECT result, count(*), count(DISTINCT message_id)"
            " FROM logistics_sync_attempt GROUP BY 1"
        )
        assert attempts == [("success", MESSAGES, MESSAGES)]


def test_worker_killed_in_the_middle(full):
    """N6, N15, N4: a worker dies of kill -9 with a set in hand; another finishes it."""
    lease = {"LOGISTICS_SYNC_LEASE_SECONDS": str(LEASE_SECONDS)}
    with (
        Database("killed", template=full) as database,
        Worker(database, "drain.py", "operational", **lease) as victim,
        Worker(database, "drain.py", "operational", "stay", **lease) as survivor,
    ):
        victim.expect("ready")
        survivor.expect("ready")
        with database.held_up("logistics_shipment_milestone"):
            victim.go()
            database.wait_until_held_up()
            in_hand = _count_locked(database)
            victim.kill()
        leased = database.value(
            "SELECT count(*) FROM logistics_sync_message"
            " WHERE lease_token IS NOT NULL AND state = 'received'"
        )
        # It was working on them, and nothing of that work was kept.
        assert leased >= in_hand > 0
        assert database.value("SELECT count(*) FROM logistics_sync_attempt") == 0
        # Without the setting it would be two minutes.
        assert database.value(LONGEST_LEASE) <= LEASE_SECONDS
        survivor.go()
        wait_for(lambda: database.value(UNFINISHED) == 0, "the survivor")
        survivor.stop()
        check_applied_once(database, FACTS, doubles=FACTS)
        check_delivered(database, WAITING)
        _check_attempts(database, leased)


def _count_locked(database):
    """Leased rows that a transaction holds: their worker is in the middle of them."""
    leased, free = database.query(
        "WITH leased AS (SELECT id FROM logistics_sync_message"
        " WHERE lease_token IS NOT NULL),"
        " free AS (SELECT m.id FROM logistics_sync_message m"
        " WHERE m.id IN (SELECT id FROM leased) FOR NO KEY UPDATE SKIP LOCKED)"
        " SELECT (SELECT count(*) FROM leased), (SELECT count(*) FROM free)"
    )[0]
    return leased - free


def _check_attempts(database, lost):
    """The dead worker's tries are on record, as the first of two."""
    tries = database.query(
        "SELECT number, result, count(*) FROM logistics_sync_attempt"
        " GROUP BY 1, 2 ORDER BY 1, 2 DESC"
    )
    untouched = MESSAGES - lost
    first = [(1, "transient", lost)]
    if untouched:
        first.append((1, "success", untouched))
    assert tries == [*first, (2, "success", lost)]
