# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .exception import OPEN_STATES
from .exception_history_keeping import TOLD


class LogisticsSyncException(models.Model):
    """Questions that wait: until a day, or for a partner who sees it differently."""

    _inherit = "logistics.sync.exception"

    hold = fields.Selection(
        [("deferred", "Deferred"), ("disputed", "Disputed")],
        string="Waits",
        readonly=True,
        tracking=True,
        index="btree_not_null",
    )
    hold_reason = fields.Char(string="Waits Because", readonly=True, tracking=True)
    deferred_until = fields.Datetime(readonly=True)
    allow_defer = fields.Boolean(related="code_id.allow_defer")
    allow_dispute = fields.Boolean(related="code_id.allow_dispute")

    def action_resume(self):
        """Take up again what was deferred or disputed."""
        self.check_access("write")
        held = self.filtered(lambda one: one.hold and one.state in OPEN_STATES)
        if not held:
            raise UserError(self.env._("Nothing here is deferred or disputed."))
        held._resume(self.env._("Taken up again by %s", self.env.user.name))
        return True

    def _resume(self, note):
        self.write({"hold": False, "hold_reason": False, "deferred_until": False})
        self._note("resumed", note)

    @api.private
    def _defer(self, until, reason):
        """Let the questions rest until a moment; their clock begins to run then."""
        if not until or until <= fields.Datetime.now():
            raise UserError(self.env._("Choose a time that is still to come."))
        self._hold("deferred", reason, until)
        for exception in self:
            if exception.sla_deadline and exception.sla_deadline < until:
                exception.sla_deadline = until
            exception.activity_ids.sudo().date_deadline = until.date()

    @api.private
    def _dispute(self, reason):
        """The partner sees it differently: it stays open, and is told apart."""
        self._hold("disputed", reason)

    def _hold(self, kind, reason, until=False):
        reason = self._check_reason(reason)
        self._check_open()
        for exception in self:
            before = exception.state
            exception.with_context(**{TOLD: True}).write(
                {
                    "hold": kind,
                    "hold_reason": reason,
                    "deferred_until": until,
                    "state": "in_progress",
                    "owner_id": exception.owner_id.id or self.env.uid,
                }
            )
            changed = before if before != exception.state else None
            exception._note(kind, reason, old_state=changed)

    def _check_reason(self, reason):
        reason = (reason or "").strip()
        if len(reason) < 5:
            raise UserError(
                self.env._("Give a reason an auditor will understand in a year.")
            )
        return reason

    @api.private
    def _resolve(self, resolution, reason=None):
        """What is closed waits for nothing."""
        result = super()._resolve(resolution, reason)
        held = result.filtered("hold")
        held.write({"hold": False, "hold_reason": False, "deferred_until": False})
        return result

    @api.model
    def _wake_deferred(self):
        """Questions whose day has come are work again, for their owners."""
        due = self.search(
            Domain("hold", "=", "deferred")
            & Domain("state", "in", OPEN_STATES)
            & Domain("deferred_until", "<=", fields.Datetime.now())
        )
        due._resume(self.env._("The time until which it was deferred is over"))
        due.filtered(lambda one: not one.activity_ids)._alert_owner()
        return due
