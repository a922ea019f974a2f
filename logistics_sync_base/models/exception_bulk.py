# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .exception import OPEN_STATES


class LogisticsSyncException(models.Model):
    """The buttons of the queue, for one question or for all that are chosen."""

    _inherit = "logistics.sync.exception"

    can_retry = fields.Boolean(compute="_compute_can_retry")

    @api.depends("code_id.retryable", "event_id", "message_id", "res_id")
    def _compute_can_retry(self):
        for exception in self:
            exception.can_retry = exception.code_id.retryable and bool(
                exception.event_id or exception.message_id or exception.res_id
            )

    def action_assign(self):
        return self._open_decision("assign", self.env._("Assign"))

    def action_defer(self):
        self._check_allowed("allow_defer", self.env._("deferred"))
        return self._open_decision("defer", self.env._("Defer"))

    def action_dispute(self):
        self._check_allowed("allow_dispute", self.env._("disputed"))
        return self._open_decision("dispute", self.env._("Dispute"))

    def action_escalate(self):
        return self._open_decision("escalate", self.env._("Escalate"))

    def action_override(self):
        return self._open_decision("override", self.env._("Ask for an Override"))

    def _check_allowed(self, name, word):
        for exception in self:
            if not exception.code_id[name]:
                raise UserError(
                    self.env._(
                        "A question of the kind “%(kind)s” is not %(word)s.",
                        kind=exception.code_id.name,
                        word=word,
                    )
                )

    def _open_decision(self, action, title):
        self.check_access("write")
        self._check_open()
        return self._open_wizard(
            "logistics.sync.exception.decide",
            title,
            {"exception_ids": [(6, 0, self.ids)], "action": action},
        )

    def action_solve(self):
        """The one step that answers most questions of this kind."""
        self.ensure_one()
        self._check_open()
        return self._solve()

    def _solve(self):
        """Open or do the usual answer; domain addons add those of their kinds."""
        self.ensure_one()
        if self.code == "unknown_code":
            return self.action_fix_code_map()
        if self.override_id and self.can_approve:
            return self.action_approve_override()
        if self.can_retry:
            self.action_retry()
            return self._tell_retried()
        if self.needs_approval:
            return self.action_override()
        return self.action_ignore()

    def _tell_retried(self):
        """The work goes on behind the screen; the line leaves the queue when done."""
        if self.state in OPEN_STATES:
            words = self.env._("Processed again. It leaves the list when it is done.")
        else:
            words = self.env._("Done.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": words,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
