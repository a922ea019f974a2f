# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two workers that take the same order at the same moment, on real connections."""

from facts import take_at_once
from harness import Database

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

        def nothing_is_seen_yet():
            assert database.value(ORDERS) == 0

        take_at_once(database, meanwhile=nothing_is_seen_yet)
        assert database.value(ORDERS) == 1
        assert float(database.value(QUANTITY)) == 4
        assert database.query(EVENTS) == [("done", 1)]
        assert database.value("SELECT count(*) FROM logistics_sync_exception") == 0
