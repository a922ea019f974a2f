# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import correlation
from .message_owed import BATCH_KEY


class LogisticsSyncSubscription(models.Model):
    """Collected facts leave together: when they are enough, or after a while."""

    _inherit = "logistics.sync.subscription"

    def _wake_batch(self):
        """Wake the cron that lets collected facts leave, if they are enough now."""
        self.ensure_one()
        waiting = self.env["logistics.sync.delivery"].search_count(
            [("subscription_id", "=", self.id), ("message_id", "=", False)],
            limit=self.batch_size,
        )
        if waiting >= self.batch_size:
            self.env.ref("logistics_sync_base.ir_cron_flush").sudo()._trigger()

    @api.model
    def _cron_flush(self):
        """Every minute and when woken: let what is enough or old enough leave."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT subscription_id FROM logistics_sync_delivery
                    WHERE message_id IS NULL ORDER BY subscription_id"""
            )
        )
        for subscription in self.browse([row_id for (row_id,) in rows]):
            while subscription._owe_next():
                self.env["ir.cron"]._commit_progress(1)

    @api.private
    def _owe_next(self, everything=False):
        """Make one message of what was collected first; whether there was enough.

        The message and what it carries belong to one transaction. What is less than a
        full message leaves once the oldest fact in it is old enough, or with
        ``everything``.
        """
        self.ensure_one()
        waiting = self._lock_waiting()
        is_full = len(waiting) >= self.batch_size
        if not waiting or not (is_full or everything or self._is_late(waiting)):
            return False
        self._owe_batch(waiting)
        self.env["logistics.sync.message"]._dispatch_after_commit(["outbound"])
        return True

    def _lock_waiting(self):
        """The oldest deliveries without a message, at most one message full."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM logistics_sync_delivery
                    WHERE subscription_id = %s AND message_id IS NULL
                 ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""",
                self.id,
                self.batch_size,
            )
        )
        return self.env["logistics.sync.delivery"].browse([key for (key,) in rows])

    def _is_late(self, waiting):
        limit = fields.Datetime.now() - timedelta(minutes=self.batch_minutes)
        return min(waiting.mapped("created_at")) <= limit

    def _owe_batch(self, waiting):
        messages = self.env["logistics.sync.message"]
        ids = set(waiting.event_id.mapped("correlation_id"))
        # Each fact in it keeps its own; a message of one story has that story's.
        shared = ids.pop() if len(ids) == 1 else correlation.new_id()
        key = f"{BATCH_KEY}{self.id}:{waiting[0].id}"
        row = messages._prepare_owed(self, key, waiting.event_id.browse(), shared)
        message_id = messages._insert_owed([row])[key]
        self._link_deliveries((delivery.id, message_id) for delivery in waiting)
