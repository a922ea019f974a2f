# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAnswerDecision(models.TransientModel):
    """Asks what the partner said about a document whose answer was lost."""

    _name = "logistics.sync.answer.decision"
    _description = "What the Partner Says"

    message_id = fields.Many2one("logistics.sync.message", required=True, readonly=True)
    connector_id = fields.Many2one(related="message_id.connector_id")
    asked_at = fields.Datetime(related="message_id.asked_at", string="Asked At")
    key = fields.Char(related="message_id.public_id", string="Our Reference")
    answer = fields.Selection(
        [("has", "It has the document"), ("has_not", "It does not have it")],
        string="The Partner Says",
        required=True,
    )
    external_id = fields.Char(string="Its Number")
    reason = fields.Text(
        string="Who Said So", required=True, help="Whom you asked, and how."
    )

    def action_apply(self):
        self.ensure_one()
        self.message_id._decide_answer(
            self.answer == "has", self.reason, self.external_id
        )
        return {"type": "ir.actions.act_window_close"}
