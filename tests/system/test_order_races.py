# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers that take the same order at the same moment, on real connections."""

from facts import UNFINISHED
from harness import PATIENCE, WAITING_FOR_A_LOCK, Database, Worker, wait_for

ORDERS = "SELECT count(*) FROM sale_order WHERE logistics_number = 'RACE-1'"
QUANTITY = """
    SELECT sum(l.product_uom_qty) FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id WHERE o.logistics_number = 'RACE-1'
"""
EVENTS = "SELECT state, count(DISTINCT res_id) FROM logistics_sync_event GROUP BY 1"


def test_one_order_told_twice_at_once_is_made_once():
    """A19: two messages with the same order in two workers: one sales order."""
    with Database("orders") as database:
        database.run("buy.py")
        with (
            Worker(database, "take.py") as first,
            Worker(database, "drain.py", "operational", "stay") as second,
        ):
            first.expect("ready")
            second.expect("ready")
            first.go()
            assert first.expect("taken") == "done"
            second.go()
            wait_for(lambda: database.value(WAITING_FOR_A_LOCK), "the loser to wait")
            assert database.value(ORDERS) == 0
            first.go()
            assert first.process.wait(PATIENCE) == 0
            wait_for(lambda: database.value(UNFINISHED) == 0, "the loser's second try")
            second.stop()
        assert database.value(ORDERS) == 1
        assert float(database.value(QUANTITY)) == 4
        assert database.query(EVENTS) == [("done", 1)]
        assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0
