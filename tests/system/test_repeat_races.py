# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers that hear the same fact in other words at the same moment."""

from facts import take_at_once
from harness import Database

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
        take_at_once(database)
        assert database.query(EVENTS) == [
            ("1ZSYSTEM00000", "done", 1),
            ("1ZSYSTEM00000", "duplicate", 1),
            ("1ZSYSTEM00060", "done", 1),
        ]
        assert database.query(TOLD_AGAIN) == [("duplicate", 1, "scan-file")]
        assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0
