# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAttempt(models.Model):
    """One try of one message. Rows are added, never changed."""

    _name = "logistics.sync.attempt"
    _description = "Processing Attempt"
    _order = "id desc"
    _rec_name = "started_at"
    _log_access = False

    message_id = fields.Many2one(
        "logistics.sync.message", ondelete="cascade", index=True
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        ondelete="cascade",
        index="btree_not_null",
        help="Of a test of the connection, which belongs to no message.",
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    started_at = fields.Datetime(required=True)
    duration_ms = fields.Integer(string="Duration (ms)")
    number = fields.Integer(string="Try")
    result = fields.Selection(
        [
            ("success", "Done"),
            ("transient", "Failed, will be tried again"),
            ("permanent", "Failed for good"),
            ("business", "Needs a decision"),
        ],
        required=True,
    )
    error = fields.Text()
    http_status = fields.Integer(string="Answer Code")
    request_masked = fields.Text(string="Request")
    response_masked = fields.Text(string="Response")
