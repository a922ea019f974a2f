# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .exception import OPEN_STATES


class LogisticsSyncMessage(models.Model):
    """How much a message waits for people: whether at an event of it or at itself."""

    _inherit = "logistics.sync.message"

    question_count = fields.Integer(
        compute="_compute_question_count",
        string="Exceptions",
        help="Open exceptions of this message and of its events.",
    )

    @api.depends("exception_ids.state")
    def _compute_question_count(self):
        counts = dict(
            self.env["logistics.sync.exception"]._read_group(
                [("message_id", "in", self.ids), ("state", "in", OPEN_STATES)],
                ["message_id"],
                ["__count"],
            )
        )
        for message in self:
            message.question_count = counts.get(message._origin, 0)
