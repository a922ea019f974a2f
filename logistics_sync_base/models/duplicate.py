# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncDuplicate(models.Model):
    """How often which partner told what was known, counted from where it is kept."""

    _name = "logistics.sync.duplicate"
    _description = "Duplicates"
    _auto = False
    _order = "at desc, id desc"
    _rec_name = "kind"
    _depends = {
        "logistics.sync.message": [
            "duplicate_count",
            "received_at",
            "connector_id",
            "company_id",
        ],
        "logistics.sync.agreement": ["result", "message_id", "received_at"],
        "logistics.sync.connector": ["partner_id"],
    }

    at = fields.Datetime(string="Day", readonly=True)
    kind = fields.Selection(
        [
            ("same", "In the same words"),
            ("duplicate", "In other words"),
            ("confirmed", "By another way"),
        ],
        readonly=True,
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", string="Partner System", readonly=True
    )
    partner_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    count = fields.Integer(string="Duplicates", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT d.*, c.partner_id FROM (
                 SELECT m.id * 2 AS id, m.received_at AS at, 'same' AS kind,
                        m.connector_id, m.company_id,
                        m.duplicate_count - (
                          SELECT count(*) FROM logistics_sync_agreement a
                           WHERE a.message_id = m.id AND a.result <> 'mismatch'
                        )::int AS count
                   FROM logistics_sync_message m WHERE m.duplicate_count > 0
              UNION ALL
                 SELECT a.id * 2 + 1, a.received_at, a.result, a.connector_id,
                        a.company_id, 1
                   FROM logistics_sync_agreement a
                  WHERE a.result IN ('duplicate', 'confirmed')) AS d
               LEFT JOIN logistics_sync_connector c ON c.id = d.connector_id
               WHERE d.count > 0"""
        )
