# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the database says, read with plain SQL: the code under test counts nothing."""

import time
from collections import defaultdict

import psycopg2

from .expectation import Figures

PENDING = """
SELECT 'messages due or in work', count(*) FROM logistics_sync_message m
  JOIN logistics_sync_connector c ON c.id = m.connector_id
 WHERE c.state = 'live' AND (m.next_attempt_at IS NOT NULL OR m.lease_token IS NOT NULL)
UNION ALL SELECT 'events to do', count(*) FROM logistics_sync_event
 WHERE state IN ('pending', 'failed')
UNION ALL SELECT 'releases ready to invoice', count(*) FROM logistics_invoice_release
 WHERE state = 'eligible' OR needs_evaluation
UNION ALL SELECT 'jobs', count(*) FROM queue_job
 WHERE state IN ('pending', 'enqueued', 'started')
"""
SHIPMENT_BY_ORDER = """
WITH goods AS (
  SELECT l.shipment_id, o.name AS order_name,
         sum(l.quantity * sol.price_unit) AS net
    FROM logistics_shipment_line l
    JOIN stock_move m ON m.id = l.move_id
    JOIN sale_order_line sol ON sol.id = m.sale_line_id
    JOIN sale_order o ON o.id = sol.order_id
GROUP BY l.shipment_id, o.name)
SELECT g.order_name, s.status,
       CASE r.state WHEN 'invoiced' THEN
         (SELECT string_agg(a.state, '+') FROM logistics_invoice_release_invoice_rel x
            JOIN account_move a ON a.id = x.invoice_id WHERE x.release_id = r.id)
       ELSE COALESCE(r.state, 'none') END,
       round(g.net::numeric, 2)
  FROM goods g JOIN logistics_shipment s ON s.id = g.shipment_id
  LEFT JOIN logistics_invoice_release r ON r.shipment_id = s.id
"""


class Observer:
    """Reads the demo database while the server works on it."""

    def __init__(self, database: str):
        self.connection = psycopg2.connect(dbname=database)
        self.connection.autocommit = True

    def rows(self, query: str) -> list[tuple]:
        """All rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def number(self, query: str):
        """The one value of a query."""
        return self.rows(query)[0][0]

    def wait_until_quiet(self, seconds: float) -> list[str]:
        """Wait until nothing is left to do, twice in a row; returns what is left."""
        deadline = time.monotonic() + seconds
        quiet = 0
        left: list[str] = []
        while time.monotonic() < deadline and quiet < 3:
            left = [f"{count} {name}" for name, count in self.rows(PENDING) if count]
            quiet = 0 if left else quiet + 1
            time.sleep(0.4)
        return left

    def count(self, order_keys: dict[str, str]) -> Figures:
        """The figures of the day; ``order_keys`` is {order number: key}."""
        return Figures(
            received=self.number(
                "SELECT count(*) FROM logistics_sync_message WHERE direction = 'in'"
            ),
            # What Odoo publishes about itself is an event too, but no partner's.
            applied=self._count(
                "logistics_sync_event", "state = 'done' AND message_id IS NOT NULL"
            ),
            duplicate=self.number(
                "SELECT COALESCE(sum(duplicate_count), 0) FROM logistics_sync_message"
            ),
            waiting=self._count("logistics_sync_event", "state = 'waiting'"),
            refused=self.number(
                "SELECT COALESCE(sum(count), 0) FROM logistics_sync_security_event"
            ),
            answered=self._count(
                "logistics_sync_exception",
                "state = 'resolved' AND resolution = 'automatic'",
            ),
            acknowledged=self._count(
                "logistics_sync_message", "direction = 'out' AND state = 'processed'"
            ),
            asked_again=self.number(
                """SELECT COALESCE(sum(occurrences - 1), 0)
                     FROM logistics_sync_exception
                    WHERE state IN ('open', 'in_progress')"""
            ),
            exceptions=dict(
                self.rows(
                    """SELECT k.code, count(*) FROM logistics_sync_exception e
                         JOIN logistics_sync_exception_code k ON k.id = e.code_id
                        WHERE e.state IN ('open', 'in_progress') GROUP BY k.code"""
                )
            ),
            shipments=self._states("logistics_shipment", "status"),
            transfers=self._states("stock_picking", "state"),
            proofs=dict(
                self.rows(
                    """SELECT 'signatures', count(pod_signed_by)
                         FROM logistics_shipment
                        UNION ALL SELECT 'documents', count(DISTINCT attachment_id)
                         FROM logistics_shipment_pod_rel"""
                )
            ),
            releases=self._states("logistics_invoice_release", "state"),
            invoices=self._states("account_move", "state", "move_type <> 'entry'"),
            net={
                state: float(amount)
                for state, amount in self.rows(
                    """SELECT state, sum(amount_untaxed) FROM account_move
                        WHERE move_type <> 'entry' GROUP BY state"""
                )
            },
            orders=self._orders(order_keys),
        )

    def _count(self, table: str, condition: str) -> int:
        return self.number(f"SELECT count(*) FROM {table} WHERE {condition}")

    def _states(self, table: str, column: str, condition: str = "TRUE") -> dict:
        return dict(
            self.rows(
                f"SELECT {column}, count(*) FROM {table} WHERE {condition}"
                f" GROUP BY {column}"
            )
        )

    def _orders(self, order_keys: dict[str, str]) -> dict:
        found = defaultdict(list)
        for name, status, invoicing, net in self.rows(SHIPMENT_BY_ORDER):
            found[order_keys.get(name, name)].append((status, invoicing, float(net)))
        return {key: sorted(found[key]) for key in order_keys.values()}
