# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.watch import is_slow, learn_slowness
from .connector_silence import WATCHES

SLOW = "partner_slow"
JUDGED_MINUTES = 15
USUAL_DAYS = 7


class Verdict(NamedTuple):
    """``is_slow`` is None where too few calls tell; times in milliseconds."""

    is_slow: bool | None
    count: int
    middle: float
    limit: int | None


class LogisticsSyncConnector(models.Model):
    """A partner whose answers come, but late, is told before it fails altogether."""

    _inherit = "logistics.sync.connector"

    slow_watch = fields.Selection(
        WATCHES,
        string="Tell When Slow",
        required=True,
        default="learnt",
        tracking=True,
        help="Other than it normally is: when half of its answers take four times as "
        "long as they took in the last seven days, two seconds at least.",
    )
    slow_seconds = fields.Float(
        string="Slow From (Seconds)", default=10.0, required=True, tracking=True
    )
    slow_learnt_ms = fields.Integer(
        string="Slow for It From (ms)", readonly=True, copy=False
    )

    _slow_seconds = models.Constraint(
        "CHECK(slow_seconds > 0)", "An answer takes longer than no time."
    )

    @api.model
    def _cron_watch(self):
        result = super()._cron_watch()
        self._watch_slowness(fields.Datetime.now())
        return result

    @api.model
    def _watch_slowness(self, now):
        """Ask about partners whose answers of the last minutes were slow."""
        measured = self._measure_answers(now - timedelta(minutes=JUDGED_MINUTES))
        asked = self._get_asked(SLOW)
        live = self.sudo().search([("state", "=", "live")])
        for connector in live:
            question = asked.pop(connector, None)
            count, middle = measured.get(connector.id, (0, 0.0))
            found = connector._judge_answers(count, middle, bool(question))
            if found.is_slow and not question:
                connector._ask_about_slowness(found)
            elif question and connector.slow_watch == "off":
                question._resolve(
                    "automatic",
                    self.env._("It is not watched for slow answers any more."),
                )
            elif question and found.is_slow is False:
                question._resolve(
                    "automatic",
                    self.env._(
                        "Its answers came within %.1f s again.", found.middle / 1000
                    ),
                )
        for question in asked.values():
            question._resolve(
                "automatic", self.env._("The connector is not live any more.")
            )

    @api.model
    def _measure_answers(self, since):
        """{connector id: (number of calls, their median in ms)} since a time.

        Tries are only added: what is recent stands at the end, found without an index
        on its time.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT m.connector_id, count(*),
                          percentile_cont(0.5) WITHIN GROUP (ORDER BY a.partner_ms)
                     FROM logistics_sync_attempt a
                     JOIN logistics_sync_message m ON m.id = a.message_id
                    WHERE a.partner_ms > 0 AND a.started_at >= %(since)s
                      AND a.id > COALESCE(
                        (SELECT id FROM logistics_sync_attempt
                          WHERE started_at < %(since)s - interval '1 hour'
                       ORDER BY id DESC LIMIT 1), 0)
                 GROUP BY 1""",
                since=since,
            )
        )
        return {connector_id: (count, middle) for connector_id, count, middle in rows}

    @api.model
    def _learn_slowness(self):
        """How long its answers normally take; of slow times nothing is learnt."""
        result = super()._learn_slowness()
        slow_now = self._get_asked(SLOW)
        since = fields.Datetime.now() - timedelta(days=USUAL_DAYS)
        for connector_id, (count, middle) in self._measure_answers(since).items():
            if self.browse(connector_id) not in slow_now:
                learnt = learn_slowness(count, middle)
                self._keep_learnt(connector_id, "slow_learnt_ms", learnt)
        return result

    def _get_slow_limit(self):
        """Milliseconds; None where nobody knows what is normal."""
        self.ensure_one()
        if self.slow_watch == "set":
            return round(self.slow_seconds * 1000)
        return (self.slow_watch == "learnt" and self.slow_learnt_ms) or None

    def _judge_answers(self, count, middle, was_slow):
        """A Verdict on answers to what we sent; ways of asking it add theirs."""
        limit = self._get_slow_limit()
        return Verdict(is_slow(count, middle, limit, was_slow), count, middle, limit)

    def _ask_about_slowness(self, found):
        self.env["logistics.sync.exception"]._raise_for(
            SLOW,
            self.env._(
                "%(connector)s answers late: its last answers took about %(time).1f s; "
                "from %(limit).1f s on that is slow for it. Nothing is lost: documents "
                "wait their turn.",
                connector=self.name,
                time=found.middle / 1000,
                limit=found.limit / 1000,
            ),
            connector=self,
        )
