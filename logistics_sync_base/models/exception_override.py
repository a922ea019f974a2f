# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

APPROVERS = "logistics_sync_base.group_logistics_finance"


class LogisticsSyncExceptionOverride(models.Model):
    """One request to settle a question as it is, and what another person decided."""

    _name = "logistics.sync.exception.override"
    _description = "Override of an Exception"
    _order = "id desc"
    _rec_name = "reason"

    exception_id = fields.Many2one(
        "logistics.sync.exception",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        [
            ("requested", "To approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("void", "No longer needed"),
        ],
        required=True,
        readonly=True,
        default="requested",
    )
    reason = fields.Char(required=True, readonly=True)
    requested_by_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    requested_at = fields.Datetime(string="Asked for on", required=True, readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    decision_reason = fields.Char(readonly=True)

    _one_open = models.UniqueIndex(
        "(exception_id) WHERE state = 'requested'",
        "An override of this question waits for its approval already.",
    )
    _four_eyes = models.Constraint(
        "CHECK(decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
        "Whoever asks for an override does not decide about it.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An override is kept on record, not deleted."))

    @api.private
    def _decide(self, state, reason):
        """Approve or refuse; by an approver who did not ask for it."""
        self.ensure_one()
        if not self.env.user.has_group(APPROVERS):
            raise AccessError(
                self.env._("Only finance decides about overrides of exceptions.")
            )
        if self.requested_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You asked for this override yourself. Somebody else of finance "
                    "has to decide about it."
                )
            )
        if self.state != "requested":
            raise UserError(self.env._("This override has been decided already."))
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "decision_reason": reason,
            }
        )
