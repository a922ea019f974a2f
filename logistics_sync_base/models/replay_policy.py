# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncReplayPolicy(models.Model):
    """How much may be replayed, and what a second person has to approve."""

    _name = "logistics.sync.replay.policy"
    _description = "Replay Rules"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    max_messages = fields.Integer(
        string="Most in One Replay",
        default=10_000,
        required=True,
        help="A replay of more messages is refused: its selection has to be narrowed.",
    )
    max_messages_clerk = fields.Integer(
        string="Most in One Replay of a Clerk",
        default=100,
        required=True,
        help="Holds for people who are neither in Operations nor in Finance.",
    )
    max_messages_day = fields.Integer(
        string="Most in 24 Hours",
        default=50_000,
        required=True,
        help="By all people and interfaces of the company together.",
    )
    financial_approval = fields.Selection(
        [
            ("all", "Every replay, and every retry of an open question"),
            ("replay", "Every replay; whoever answers an open question may retry it"),
            ("none", "None"),
        ],
        string="A Second Person Approves",
        default="replay",
        required=True,
        help="Which replays of messages about money somebody else has to approve.",
    )
    approver_id = fields.Many2one(
        "res.users",
        help="Who is asked to approve. Others of Finance may approve as well.",
    )
    alert_hours = fields.Float(
        string="Quiet After an Alert (hours)",
        default=4.0,
        required=True,
        help="Of each connector, the owner is alerted once in this time that there "
        "are dead letters, however many there are.",
    )

    _company_unique = models.UniqueIndex(
        "(company_id)", "This company has its replay rules already."
    )
    _limits_positive = models.Constraint(
        "CHECK(max_messages > 0 AND max_messages_clerk >= 0 AND max_messages_day > 0"
        " AND alert_hours >= 0)",
        "The limits of replays must be above zero.",
    )

    @api.model
    @api.private
    def _get_for(self, company):
        """The rules of a company; where nobody set any, those we suggest."""
        found = self.sudo().search([("company_id", "=", company.id)])
        return found or self.sudo().new({"company_id": company.id})
