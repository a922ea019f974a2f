# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..core.metrics import Gauge

# What is told is the mean of so long.
WINDOW_HOURS = 1
PARTS = ("limit", "outage", "queue", "gateway", "checks", "own", "network", "partner")


class LogisticsSyncHealth(models.AbstractModel):
    """Where time went lately: ours, the network's and the partner's, each apart."""

    _inherit = "logistics.sync.health"

    @api.model
    @api.private
    def _measure(self, companies):
        facts = super()._measure(companies)
        return facts | {"times": self._measure_times(companies, facts["checked_at"])}

    @api.model
    def _measure_times(self, companies, now):
        """[{connector, direction, tries, part: mean seconds or None}] of an hour.

        Tries are only added: what is recent stands at the end, found without an index
        on its time. Of a message's first try, its door is told, too.
        """
        since = now - timedelta(hours=WINDOW_HOURS)
        rows = self.env.execute_query(
            SQL(
                """SELECT c.code, m.direction, count(*),
                          avg(a.limit_ms), avg(a.breaker_ms), avg(a.queue_ms),
                          avg(m.gateway_ms) FILTER (WHERE a.number = 1),
                          avg(m.check_ms) FILTER (WHERE a.number = 1),
                          avg(CASE WHEN m.direction = 'out' THEN a.own_ms
                                   ELSE a.duration_ms END),
                          avg(a.network_ms), avg(a.partner_ms)
                     FROM logistics_sync_attempt a
                     JOIN logistics_sync_message m ON m.id = a.message_id
                     JOIN logistics_sync_connector c ON c.id = m.connector_id
                    WHERE a.started_at >= %(since)s AND a.company_id IN %(companies)s
                      AND a.id > COALESCE(
                        (SELECT id FROM logistics_sync_attempt
                          WHERE started_at < %(since)s - interval '1 hour'
                       ORDER BY id DESC LIMIT 1), 0)
                 GROUP BY 1, 2 ORDER BY 1, 2""",
                since=since,
                companies=companies._ids or (0,),
            )
        )
        return [
            {"connector": code, "direction": direction, "tries": tries}
            | {
                part: None if mean is None else round(float(mean) / 1000, 4)
                for part, mean in zip(PARTS, means, strict=True)
            }
            for code, direction, tries, *means in rows
        ]

    @api.model
    @api.private
    def _as_gauges(self, facts):
        samples = tuple(
            (
                {
                    "connector": row["connector"],
                    "direction": row["direction"],
                    "part": part,
                },
                row[part],
            )
            for row in facts["times"]
            for part in PARTS
            if row[part] is not None
        )
        text = "Mean seconds of a try in the last hour, by whose doing they were."
        return [
            *super()._as_gauges(facts),
            Gauge("logistics_sync_time_seconds", text, samples),
        ]
