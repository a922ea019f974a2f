# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the database says in the end, in plain data; reads tables and asks no model."""

import contextlib
from pathlib import Path

import psycopg2

from .tally import Message, Snapshot

MESSAGES = """
    SELECT m.public_id, m.direction, c.code, m.body_sha256, m.state,
           EXISTS (SELECT FROM logistics_sync_exception e
                    WHERE e.message_id = m.id AND e.state IN ('open', 'in_progress'))
           OR m.next_attempt_at > now() AT TIME ZONE 'UTC' - interval '60 s',
           COALESCE((SELECT array_agg(ev.reference || '/' || t.code)
                       FROM logistics_sync_delivery d
                       JOIN logistics_sync_event ev ON ev.id = d.event_id
                       JOIN logistics_sync_event_type t ON t.id = ev.event_type_id
                      WHERE d.message_id = m.id), '{}')
      FROM logistics_sync_message m
      JOIN logistics_sync_connector c ON c.id = m.connector_id
"""
MILESTONES = """
    SELECT p.tracking_number, t.code, count(*)
      FROM logistics_shipment_milestone s
      JOIN logistics_shipment_package p ON p.id = s.package_id
      JOIN logistics_milestone_type t ON t.id = s.type_id
  GROUP BY 1, 2
"""
INVOICES = """
    SELECT p.carrier_tracking_ref, count(DISTINCT l.move_id)
      FROM stock_picking p
      JOIN stock_move m ON m.picking_id = p.id
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = m.sale_line_id
      JOIN account_move_line l ON l.id = r.invoice_line_id
      JOIN account_move a ON a.id = l.move_id AND a.state <> 'cancel'
     WHERE p.carrier_tracking_ref IS NOT NULL
  GROUP BY 1
"""
# Events and deliveries that no message will bring on and nobody is asked about.
ABANDONED = """
    SELECT 'event', e.id, e.state FROM logistics_sync_event e
 LEFT JOIN logistics_sync_message m ON m.id = e.message_id
     WHERE e.state NOT IN ('done', 'ignored', 'duplicate')
       AND m.next_attempt_at IS NULL
       AND NOT EXISTS (SELECT FROM logistics_sync_exception x
                        WHERE x.state IN ('open', 'in_progress')
                          AND (x.event_id = e.id OR x.message_id = m.id))
 UNION ALL
    SELECT 'delivery', d.id, 'without a message' FROM logistics_sync_delivery d
     WHERE d.message_id IS NULL
"""
WAITING_FILES = """
    SELECT f.name FROM logistics_sync_folder_file f
      JOIN logistics_sync_exception e
        ON e.res_model = 'logistics.sync.folder.file' AND e.res_id = f.id
     WHERE e.state IN ('open', 'in_progress')
"""
# Work the machine still has to do by itself.
BUSY = """
    SELECT (SELECT count(*) FROM logistics_sync_message
             WHERE next_attempt_at IS NOT NULL)
         + (SELECT count(*) FROM logistics_sync_delivery WHERE message_id IS NULL)
         + (SELECT count(*) FROM logistics_invoice_release
             WHERE state = 'eligible')
"""
WORKING = "SELECT count(*) FROM logistics_sync_message WHERE lease_token IS NOT NULL"


class Database:
    """Looks from outside; survives that the server is away for a moment."""

    def __init__(self, name: str):
        self.name = name

    def rows(self, statement: str, database: str | None = None) -> list[tuple]:
        """The rows of one statement, over a connection of its own; it is committed."""
        connection = psycopg2.connect(dbname=database or self.name)
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str) -> int | None:
        """The one number a statement gives; None while nobody answers."""
        try:
            return self.rows(statement)[0][0]
        except psycopg2.OperationalError:
            return None

    def snapshot(self, inbox: Path, digest_of: dict[str, str]) -> Snapshot:
        """Everything the count needs; ``digest_of`` knows the files by their names."""
        asked = {name for (name,) in self.rows(WAITING_FILES)}
        return Snapshot(
            messages=[
                Message(*row[:5], bool(row[5]), tuple(map(_fact, row[6])))
                for row in self.rows(MESSAGES)
            ],
            milestones={(n, code): times for n, code, times in self.rows(MILESTONES)},
            invoices=dict(self.rows(INVOICES)),
            files={
                digest_of[path.name]: path.name in asked
                for path in inbox.glob("*.json")
                if path.name in digest_of
            },
            abandoned={(kind, key): state for kind, key, state in self.rows(ABANDONED)},
        )


def _fact(text):
    return tuple(text.rsplit("/", 1))
