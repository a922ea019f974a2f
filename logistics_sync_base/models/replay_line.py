# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

PLANS = [
    ("retry", "Will be tried"),
    ("apply", "Will be applied"),
    ("send", "Will be sent again"),
    ("refuse", "Will need a decision again"),
    ("fail", "Will fail again"),
    ("done", "Done already, left alone"),
    ("busy", "Being processed now"),
]


class LogisticsSyncReplayLine(models.Model):
    """One message of one replay: what was expected of it, and what came of it."""

    _name = "logistics.sync.replay.line"
    _description = "Message of a Replay"
    _order = "id"
    _rec_name = "message_id"
    _log_access = False

    replay_id = fields.Many2one(
        "logistics.sync.replay",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    message_id = fields.Many2one(
        "logistics.sync.message",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    is_financial = fields.Boolean(readonly=True, string="Money")
    plan = fields.Selection(PLANS, string="What Would Happen", readonly=True)
    sentence = fields.Text(readonly=True, string="In Words")
    details = fields.Json(prefetch=False, readonly=True)
    details_html = fields.Html(compute="_compute_details_html", string="Differences")
    result = fields.Selection(
        [
            ("replayed", "Replayed"),
            ("done", "Left alone: done already"),
            ("busy", "Left alone: being processed"),
        ],
        readonly=True,
        string="What Was Done",
    )
    connector_id = fields.Many2one(related="message_id.connector_id")
    direction = fields.Selection(related="message_id.direction")
    received_at = fields.Datetime(related="message_id.received_at")
    file_name = fields.Char(related="message_id.file_name")
    message_state = fields.Selection(related="message_id.state", string="State Now")
    error = fields.Text(related="message_id.error")
    requested_by_id = fields.Many2one(related="replay_id.requested_by_id")
    requested_at = fields.Datetime(related="replay_id.requested_at")
    reason = fields.Text(related="replay_id.reason")

    @api.depends("details")
    def _compute_details_html(self):
        for line in self:
            line.details_html = self.env["ir.qweb"]._render(
                "logistics_sync_base.replay_details", {"details": line.details or {}}
            )

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})
