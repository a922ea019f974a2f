# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers that hear the same fact in other words at the same moment."""

from facts import UNFINISHED
from harness import PATIENCE, WAITING_FOR_A_LOCK, Database, Worker, wait_for

EVENTS = """
    SELECT reference, state, count(*) FROM logistics_sync_event
     GROUP BY 1, 2 ORDER BY 1, 2
"""
TOLD_AGAIN = """
    SELECT result, count(*), min(c.code) FROM logistics_sync_agreement a
      JOIN logistics_sync_connector c ON c.id = a.connector_id GROUP BY 1
"""


def test_one_scan_told_twice_at_once_is_one_fact():
    """B8: the second worker waits for the first, and finds a duplicate."""
    with Database("repeats") as database:
        database.run("scan.py")
        with (
            Worker(database, "take.py") as first,
            Worker(database, "drain.py", "operational", "stay") as second,
        ):
            first.expect("ready")
            second.expect("ready")
            first.go()
            assert first.expect("taken") == "done"
            second.go()
            wait_for(lambda: database.value(WAITING_FOR_A_LOCK), "the second to wait")
            first.go()
            assert first.process.wait(PATIENCE) == 0
            wait_for(lambda: database.value(UNFINISHED) == 0, "the second to end")
            second.stop()
        assert database.query(EVENTS) == [
            ("1ZSYSTEM00000", "done", 1),
            ("1ZSYSTEM00000", "duplicate", 1),
            ("1ZSYSTEM00060", "done", 1),
        ]
        assert database.query(TOLD_AGAIN) == [("duplicate", 1, "scan-file")]
        assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0
