# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import contextlib

from odoo import api, fields, models
from odoo.tools import SQL

from ..database_locks import Space, count_holders, session_lock
from .message_queue import CHANNELS

# A claim is never smaller than one part in so many, however many workers there are.
SMALLEST_PART = 20


class LogisticsSyncMessage(models.Model):
    """Which lanes have work, and which have somebody at it."""

    _inherit = "logistics.sync.message"

    @api.model
    @contextlib.contextmanager
    def _attend(self, channel):
        """Within the block everybody can see that this lane has a worker."""
        lane = CHANNELS.index(channel)
        with session_lock(self.env.cr, Space.LANE, lane, is_shared=True):
            yield

    @api.model
    def _count_workers(self):
        """{lane: number of its workers now, on whatever machine}"""
        workers = count_holders(self.env.cr, Space.LANE)
        return {CHANNELS[number]: count for number, count in workers.items()}

    @api.model
    def _get_claim_limit(self, channel, most):
        """How many messages to claim at once, so that each worker gets its part."""
        workers = self._count_workers().get(channel, 1)
        if workers < 2:
            return most
        [(due,)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FROM (
                     SELECT FROM logistics_sync_connector c CROSS JOIN LATERAL (
                              SELECT FROM logistics_sync_message m
                               WHERE m.connector_id = c.id AND %(due)s
                               LIMIT %(enough)s) due
                      WHERE c.state = 'live' AND c.active LIMIT %(enough)s) due""",
                due=self._get_due_condition(channel, fields.Datetime.now()),
                enough=most * workers,
            )
        )
        return min(most, max(-(-due // workers), most // SMALLEST_PART))

    @api.model
    def _find_waiting_lanes(self, channels):
        """Those of the lanes in which something could be claimed at once."""
        return self._find_due_lanes(channels, fields.Datetime.now())

    @api.model
    def _find_due_lanes(self, channels, now):
        """Those of the lanes in which something could be claimed at that moment."""
        looks = [
            SQL(
                """SELECT %(channel)s WHERE EXISTS (
                     SELECT FROM logistics_sync_connector c CROSS JOIN LATERAL (
                              SELECT FROM logistics_sync_message m
                               WHERE m.connector_id = c.id AND %(due)s LIMIT 1) due
                      WHERE c.state = 'live' AND c.active)""",
                channel=channel,
                due=self._get_due_condition(channel, now),
            )
            for channel in channels
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(looks)) if looks else []
        return [channel for (channel,) in rows]

    @api.model
    def _is_wanted_elsewhere(self):
        """Whether a lane has work that nobody attends to."""
        attended = self._count_workers()
        return bool(
            self._find_waiting_lanes(
                [channel for channel in CHANNELS if channel not in attended]
            )
        )
