# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A batch whose process dies in the middle of it."""

import contextlib

import psycopg2
from harness import Database, Worker, wait_for

FACTS, SLICE, SAVED = 100, 10, 50
RUNS = "SELECT state, done_count, total_count, error_count, resumed_count"
WORKED_ON = """
    SELECT e.reference, e.processed_at, e.steps, count(a.id)
      FROM logistics_sync_event e
      JOIN logistics_sync_attempt a ON a.message_id = e.message_id
     WHERE e.state = 'done' GROUP BY e.id ORDER BY e.reference
"""
LOCKS = """
    SELECT count(*) FROM pg_locks
     WHERE locktype = 'advisory' AND classid = 1280919124
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextlib.contextmanager
def barrier(database, place):
    """Nobody gets past the fact at this place while the block lasts."""
    with contextlib.closing(psycopg2.connect(dbname=database.real)) as connection:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.id FROM logistics_sync_message m"
                " WHERE m.idempotency_key = %s FOR UPDATE",
                [f"fact-{place}"],
            )
        yield
        connection.rollback()


def test_batch_killed_at_half():
    """K20: killed at 50 of 100; the next run does 51 to 100 only."""
    with Database("batches") as database:
        database.run("batches.py", "seed", str(FACTS), str(SLICE))
        waiting = database.value(
            "SELECT count(*) FROM logistics_sync_message WHERE waiting_for = 'batch'"
        )
        assert waiting == FACTS
        with barrier(database, SAVED), Worker(database, "batches.py", "run") as victim:
            victim.expect("ready")
            victim.go()
            wait_for(
                lambda: (
                    database.query(RUNS + " FROM logistics_sync_batch_run")
                    == [("running", SAVED, FACTS, 0, 0)]
                ),
                "half of the batch",
            )
            victim.kill()
        wait_for(lambda: database.value(LOCKS) == 0, "the lock of the dead to go")
        before = database.query(WORKED_ON)
        assert len(before) == SAVED
        with Worker(database, "batches.py", "run") as successor:
            successor.expect("ready")
            successor.go()
            assert successor.expect("ended") == "True"
        after = database.query(WORKED_ON)
        assert after[:SAVED] == before
        assert len(after) == FACTS
        # Read once when it was collected, once when the batch came; nothing more.
        assert {tries for *_rest, tries in after} == {2}
        assert all(len(steps) == 1 for __, __, steps, __ in after)
        assert database.query(RUNS + " FROM logistics_sync_batch_run") == [
            ("done", FACTS, FACTS, 0, 1)
        ]
