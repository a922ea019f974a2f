# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

from ..models.buttons_only import CHOSEN_ONLY


class LogisticsSyncExceptionDecide(models.TransientModel):
    """One dialog for what a person decides about questions, one or many."""

    _name = "logistics.sync.exception.decide"
    _description = "Decide about Exceptions"

    exception_ids = fields.Many2many(
        "logistics.sync.exception",
        "logistics_sync_exception_decide_rel",
        required=True,
        context={CHOSEN_ONLY: True},
    )
    action = fields.Selection(
        [
            ("assign", "Assign"),
            ("defer", "Defer"),
            ("dispute", "Dispute"),
            ("escalate", "Escalate"),
            ("override", "Ask for an override"),
            ("approve", "Approve the override"),
            ("refuse", "Refuse the override"),
        ],
        required=True,
        readonly=True,
    )
    team_id = fields.Many2one("logistics.sync.team")
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        domain="[('share', '=', False)]",
        help="Empty: whoever of the team is on duty.",
    )
    until = fields.Datetime(default=lambda self: self._default_until())
    reason = fields.Text()
    requests = fields.Text(compute="_compute_requests", string="What Is Asked For")

    def _default_until(self):
        return fields.Datetime.now().replace(minute=0, second=0) + timedelta(days=1)

    @api.depends("exception_ids", "action")
    def _compute_requests(self):
        for wizard in self:
            wizard.requests = "\n".join(
                f"{override.requested_by_id.name}: {override.reason}"
                for override in wizard.exception_ids.override_id
            )

    def action_confirm(self):
        """Do it for all chosen questions, or for none of them."""
        self.ensure_one()
        chosen = self.exception_ids
        chosen.check_access("write")
        decide = {
            "assign": lambda: chosen._assign(self.user_id, self.team_id, self.reason),
            "defer": lambda: chosen._defer(self.until, self.reason),
            "dispute": lambda: chosen._dispute(self.reason),
            "escalate": lambda: chosen._escalate_by_hand(self.reason),
            "override": lambda: chosen._request_override(self.reason),
            "approve": lambda: chosen._decide_override(True, self.reason),
            "refuse": lambda: chosen._decide_override(False, self.reason),
        }
        decide[self.action]()
        return {"type": "ir.actions.act_window_close"}
