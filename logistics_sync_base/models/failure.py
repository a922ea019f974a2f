# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncFailure(models.Model):
    """What went wrong with which partner when."""

    _name = "logistics.sync.failure"
    _description = "Failure"
    _inherit = ["logistics.sync.tally"]
    _auto = False
    _rec_name = "kind"
    _depends = {
        "logistics.sync.exception": [
            "code_id",
            "connector_id",
            "company_id",
            "occurrences",
            "create_date",
        ],
        "logistics.sync.security.event": [
            "hour",
            "connector_id",
            "company_id",
            "count",
        ],
        "logistics.sync.connector": ["partner_id"],
    }

    kind = fields.Selection(
        [
            ("exception", "Exception"),
            ("dead_letter", "Dead letter"),
            ("refused", "Refused request"),
        ],
        readonly=True,
    )
    code_id = fields.Many2one(
        "logistics.sync.exception.code", string="Kind of Exception", readonly=True
    )
    count = fields.Integer(string="Failures")

    def _get_parts(self):
        """Queries of (id, at, kind, code_id, connector_id, company_id, count).

        Each part has its own remainder by 8 for ids. Addons append theirs.
        """
        return [
            SQL(
                """SELECT e.id::bigint * 8 AS id, e.create_date AS at,
                          CASE k.code WHEN 'dead_letter' THEN 'dead_letter'
                               ELSE 'exception' END AS kind,
                          e.code_id, e.connector_id, e.company_id,
                          COALESCE(e.occurrences, 1) AS count
                     FROM logistics_sync_exception e
                     JOIN logistics_sync_exception_code k ON k.id = e.code_id
                    WHERE k.code NOT IN %s""",
                self._get_codes_counted_elsewhere(),
            ),
            SQL(
                """SELECT s.id::bigint * 8 + 1, s.hour, 'refused', NULL::int,
                          s.connector_id, s.company_id, s.count
                     FROM logistics_sync_security_event s"""
            ),
        ]

    def _get_codes_counted_elsewhere(self):
        """Codes of exceptions that another part counts by itself."""
        return ("",)
