# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class LogisticsSyncOutage(models.Model):
    """A time in which a partner was not called: from when, until when, and why."""

    _name = "logistics.sync.outage"
    _description = "Outage of a Partner"
    _order = "started_at desc, id desc"
    _rec_name = "started_at"
    _log_access = False

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    started_at = fields.Datetime(required=True, readonly=True)
    ended_at = fields.Datetime(readonly=True)
    minutes = fields.Float(compute="_compute_minutes", string="Duration (minutes)")
    reason = fields.Text(string="Why Calls Were Stopped", readonly=True)
    stopped_by_id = fields.Many2one("res.users", readonly=True)
    end_reason = fields.Text(string="Why They Go Out Again", readonly=True)
    resumed_by_id = fields.Many2one("res.users", readonly=True)

    _running_unique = models.UniqueIndex(
        "(connector_id) WHERE ended_at IS NULL", "This outage is known already."
    )
    _time_index = models.Index("(connector_id, ended_at)")

    @api.depends("started_at", "ended_at")
    def _compute_minutes(self):
        now = fields.Datetime.now()
        for outage in self:
            length = (outage.ended_at or now) - outage.started_at
            outage.minutes = length.total_seconds() / 60

    @api.model
    @api.private
    def _get_overlap(self, connector, since, until):
        """Seconds of outages between two times (seconds of the database's clock)."""
        [(seconds,)] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(
                            LEAST(%(until)s, COALESCE(
                              extract(epoch FROM ended_at)::float8, %(until)s))
                            - GREATEST(%(since)s,
                                       extract(epoch FROM started_at)::float8)), 0)
                     FROM logistics_sync_outage
                    WHERE connector_id = %(connector)s
                      AND extract(epoch FROM started_at)::float8 < %(until)s
                      AND (ended_at IS NULL
                           OR extract(epoch FROM ended_at)::float8 > %(since)s)""",
                connector=connector.id,
                since=since,
                until=until,
            )
        )
        return float(seconds)
