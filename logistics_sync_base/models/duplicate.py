# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncDuplicate(models.Model):
    """How often which partner told what was known."""

    _name = "logistics.sync.duplicate"
    _description = "Duplicates"
    _inherit = ["logistics.sync.tally"]
    _auto = False
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

    kind = fields.Selection(
        [
            ("same", "In the same words"),
            ("duplicate", "In other words"),
            ("confirmed", "By another way"),
        ],
        readonly=True,
    )
    count = fields.Integer(string="Duplicates")

    def _get_parts(self):
        return [
            SQL(
                """SELECT m.id * 2 AS id, m.received_at AS at, 'same' AS kind,
                          m.connector_id, m.company_id,
                          m.duplicate_count - (
                            SELECT count(*) FROM logistics_sync_agreement a
                             WHERE a.message_id = m.id AND a.result <> 'mismatch'
                          )::int AS count
                     FROM logistics_sync_message m WHERE m.duplicate_count > 0"""
            ),
            SQL(
                """SELECT a.id * 2 + 1, a.received_at, a.result, a.connector_id,
                          a.company_id, 1
                     FROM logistics_sync_agreement a
                    WHERE a.result IN ('duplicate', 'confirmed')"""
            ),
        ]
