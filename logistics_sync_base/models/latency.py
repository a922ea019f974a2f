# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncLatency(models.Model):
    """Where the time of each try went: our waiting, our work, the partner's time."""

    _name = "logistics.sync.latency"
    _description = "Where Time Goes"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "connector_id"
    _depends = {
        "logistics.sync.attempt": [
            "message_id",
            "company_id",
            "number",
            "started_at",
            "duration_ms",
            "queue_ms",
            "limit_ms",
            "breaker_ms",
            "own_ms",
            "network_ms",
            "partner_ms",
        ],
        "logistics.sync.message": [
            "connector_id",
            "direction",
            "received_at",
            "check_ms",
            "gateway_ms",
        ],
    }

    at = fields.Datetime(string="Time", readonly=True)
    connector_id = fields.Many2one("logistics.sync.connector", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    message_id = fields.Many2one("logistics.sync.message", readonly=True)
    direction = fields.Selection([("in", "Received"), ("out", "Sent")], readonly=True)
    count = fields.Integer(string="Tries", readonly=True)
    check_ms = fields.Float(
        string="Checks at the Door (ms)",
        readonly=True,
        aggregator="avg",
        help="From the arrival of a request to its storing: gateway key, signature, "
        "limits, versions, the agreed form of the document.",
    )
    gateway_ms = fields.Float(
        string="From Our Gateway (ms)",
        readonly=True,
        aggregator="avg",
        help="From our gateway's taking a request until we began with it.",
    )
    limit_seconds = fields.Float(
        string="Waited for a Limit (s)", readonly=True, aggregator="avg"
    )
    breaker_seconds = fields.Float(
        string="Waited for the Partner (s)", readonly=True, aggregator="avg"
    )
    queue_seconds = fields.Float(
        string="Waited for a Worker (s)", readonly=True, aggregator="avg"
    )
    own_seconds = fields.Float(
        string="Our Own Work (s)", readonly=True, aggregator="avg"
    )
    network_seconds = fields.Float(
        string="Network (s)", readonly=True, aggregator="avg"
    )
    partner_seconds = fields.Float(
        string="Partner's Time (s)", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT a.id, a.started_at AS at, m.connector_id, a.company_id,
                      a.message_id, m.direction, 1 AS count,
                      CASE WHEN a.number = 1 THEN m.check_ms::float8 END
                        AS check_ms,
                      CASE WHEN a.number = 1 THEN m.gateway_ms::float8 END
                        AS gateway_ms,
                      a.limit_ms / 1000.0 AS limit_seconds,
                      a.breaker_ms / 1000.0 AS breaker_seconds,
                      CASE WHEN m.direction = 'out' THEN a.queue_ms / 1000.0
                           WHEN a.number = 1 THEN GREATEST(0, extract(
                             epoch FROM a.started_at - m.received_at)::float8)
                           END AS queue_seconds,
                      CASE WHEN m.direction = 'out' THEN a.own_ms
                           ELSE a.duration_ms END / 1000.0 AS own_seconds,
                      a.network_ms / 1000.0 AS network_seconds,
                      a.partner_ms / 1000.0 AS partner_seconds
                 FROM logistics_sync_attempt a
                 JOIN logistics_sync_message m ON m.id = a.message_id"""
        )
