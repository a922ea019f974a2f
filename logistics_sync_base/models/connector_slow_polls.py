# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..core.watch import is_slow, learn_slowness
from .connector_slowness import JUDGED_MINUTES


class LogisticsSyncConnector(models.Model):
    """How long a partner takes when we fetch from it: now, and usually.

    Calls to fetch carry no message, so that no try tells their time. The connector
    keeps two running averages instead: one of the last calls, one of hundreds.
    """

    _inherit = "logistics.sync.connector"

    poll_at = fields.Datetime(readonly=True, copy=False)
    poll_ms = fields.Float(
        string="Last Fetches Took (ms)", readonly=True, copy=False, digits=(12, 0)
    )
    poll_usual_ms = fields.Float(readonly=True, copy=False)
    poll_count = fields.Integer(readonly=True, copy=False)

    def _note_poll(self, meter):
        """Add the calls of one poll; what is in this transaction is saved first."""
        self.ensure_one()
        if not meter.calls:
            return
        self.env["ir.cron"]._commit_progress()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_connector
                      SET poll_at = %(now)s, poll_count = COALESCE(poll_count, 0) + 1,
                          poll_ms = CASE WHEN poll_count > 0
                            THEN poll_ms * 0.5 + %(took)s * 0.5 ELSE %(took)s END,
                          poll_usual_ms = CASE WHEN poll_count > 0
                            THEN poll_usual_ms * 0.99 + %(took)s * 0.01
                            ELSE %(took)s END
                    WHERE id = %(id)s""",
                now=fields.Datetime.now(),
                took=meter.partner_ms / meter.calls,
                id=self.id,
            )
        )
        names = ["poll_at", "poll_ms", "poll_usual_ms", "poll_count"]
        self.invalidate_recordset(names, flush=False)

    def _judge_answers(self, count, middle, was_slow):
        """What it sends may come in time while what we fetch does not."""
        verdict = super()._judge_answers(count, middle, was_slow)
        recent = fields.Datetime.now() - timedelta(minutes=JUDGED_MINUTES)
        if not self.poll_at or self.poll_at < recent or verdict.is_slow:
            return verdict
        limit = self._get_slow_limit()
        if self.slow_watch == "learnt":
            limit = learn_slowness(self.poll_count, self.poll_usual_ms)
        slow = is_slow(self.poll_count, self.poll_ms, limit, was_slow)
        if slow is None:
            return verdict
        return verdict._replace(
            is_slow=slow, count=self.poll_count, middle=self.poll_ms, limit=limit
        )
