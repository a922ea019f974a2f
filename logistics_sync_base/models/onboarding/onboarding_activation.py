# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .onboarding import BEFORE_APPROVAL, OPEN_STATES


class LogisticsSyncOnboarding(models.Model):
    """Two persons make a partner active: one asks, another one approves."""

    _inherit = "logistics.sync.onboarding"

    asked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    asked_at = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def _check_proven(self):
        """Raise ValidationError naming every step that is not proven."""
        self.ensure_one()
        gaps = self._get_gaps(BEFORE_APPROVAL)
        if gaps:
            raise ValidationError(
                self.env._(
                    "“%(partner)s” cannot be made active yet:\n%(gaps)s",
                    partner=self.name,
                    gaps="\n".join(f"• {gap}" for gap in gaps),
                )
            )

    def action_ask(self):
        """Button: everything is done; a second person is asked."""
        self._check_manager()
        for onboarding in self:
            if onboarding.state != "preparing":
                raise UserError(self.env._("It cannot be asked for now."))
            onboarding._check_proven()
            onboarding._note_worker()
            onboarding.sudo().write(
                {
                    "state": "waiting",
                    "asked_by_id": self.env.uid,
                    "asked_at": fields.Datetime.now(),
                }
            )
            onboarding._refresh()
            onboarding._tell(self.env._("Asked for the approval."))
        return True

    def action_approve(self):
        """Button: everything was looked at by somebody else; the partner is active.

        Every step is proven again, and the samples are run once more.
        """
        self._check_manager()
        for onboarding in self:
            if onboarding.state != "waiting":
                raise UserError(self.env._("Nobody has asked for the approval."))
            if self.env.user in onboarding.sudo().worker_ids:
                raise UserError(
                    self.env._(
                        "You have worked on “%s” yourself. Ask another integration "
                        "administrator to approve it.",
                        onboarding.name,
                    )
                )
            onboarding.connector_id.action_run_contract_test()
            onboarding._check_proven()
            onboarding._activate()
        return True

    def _activate(self):
        now = fields.Datetime.now()
        own = self.sudo()
        own.write({"state": "done", "approved_by_id": self.env.uid})
        step = own.step_ids.filtered(lambda one: one.code == "approval")
        waited = self.asked_at and (now - self.asked_at).total_seconds() / 3600
        step.write({"done_at": now, "done_by_id": self.env.uid, "hours": waited})
        own.finished_at = now
        self.connector_id.action_go_live()
        self._tell(self.env._("Approved: the partner is active."))

    def action_send_back(self):
        """Button: not yet; the remark says why."""
        self._check_manager()
        for onboarding in self:
            if onboarding.state != "waiting":
                raise UserError(self.env._("Nobody has asked for the approval."))
            if not onboarding.remark:
                raise UserError(self.env._("Write in the remark what is missing."))
            onboarding.sudo().state = "preparing"
            onboarding._tell(self.env._("Sent back: %s", onboarding.remark))
        return True

    def _tell(self, sentence):
        """On record for auditors, and for whoever follows it."""
        self.sudo().message_post(body=sentence, author_id=self.env.user.partner_id.id)
        self.env["logistics.sync.audit.entry"].sudo()._note(
            "approval",
            f"{sentence} ({self.name})",
            self.connector_id,
            after={"onboarding": self.state, "certificate": self.certificate or ""},
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(onboarding.state in OPEN_STATES for onboarding in self):
            raise UserError(self.env._("Give the onboarding up, then delete it."))
