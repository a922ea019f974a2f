# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    """Calls that carry no message of their own, kept beside those that do."""

    _inherit = "logistics.sync.connector"

    call_ids = fields.One2many(
        "logistics.sync.attempt", "connector_id", string="Tests of the Connection"
    )

    def _log_check(self, call, error=None):
        """Keep a test of the connection with its masked call and latency."""
        self.ensure_one()
        now = fields.Datetime.now()
        self.env["logistics.sync.attempt"].sudo().create(
            {
                "connector_id": self.id,
                "company_id": self.company_id.id,
                "started_at": now - timedelta(milliseconds=call.elapsed_ms),
                "duration_ms": call.elapsed_ms,
                "result": "transient" if error else "success",
                "error": error,
                "http_status": call.status,
                "request_masked": call.request,
                "response_masked": call.response,
            }
        )
