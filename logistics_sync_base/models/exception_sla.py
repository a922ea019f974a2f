# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .exception import OPEN_STATES
from .exception_history_keeping import TOLD

# Enough for a bad night; the next run goes on where this one ended.
A_RUN = 500


class LogisticsSyncException(models.Model):
    """Answers in time: a reminder before the deadline, the team's lead after it."""

    _inherit = "logistics.sync.exception"

    reminded_at = fields.Datetime(readonly=True, copy=False)
    escalated_at = fields.Datetime(readonly=True, copy=False)
    escalated_to_id = fields.Many2one(
        "res.users", string="Escalated to", readonly=True, copy=False
    )

    # ------------------------------------------------------------- by clock
    @api.model
    def _cron_follow_up(self):
        """Wake what was deferred, remind, escalate, and sort by today's impact."""
        self._wake_deferred()
        escalated = self._escalate_late()
        self._remind_soon()
        self._refresh_impact()
        self.env["ir.cron"]._commit_progress(len(escalated))

    def _get_waiting_domain(self):
        return Domain("state", "in", OPEN_STATES) & Domain("hold", "!=", "deferred")

    @api.model
    def _escalate_late(self):
        late = self.search(
            self._get_waiting_domain()
            & Domain("sla_deadline", "<", fields.Datetime.now())
            & Domain("escalated_at", "=", False),
            limit=A_RUN,
        )
        for exception in late:
            exception._escalate(self.env._("No answer in time"))
        return late

    @api.model
    def _remind_soon(self):
        """Tell owners once when three quarters of the time are over."""
        now = fields.Datetime.now()
        waiting = self.search(
            self._get_waiting_domain()
            & Domain("sla_deadline", ">=", now)
            & Domain("sla_deadline", "<", now + timedelta(hours=self._get_longest()))
            & Domain("reminded_at", "=", False)
            & Domain("owner_id", "!=", False)
        )
        soon = waiting.filtered(lambda one: one.sla_state == "soon")[:A_RUN]
        for exception in soon:
            exception._remind()
        return soon

    @api.model
    def _get_longest(self):
        """Hours before a deadline in which any kind of question is due soon."""
        kinds = self.env["logistics.sync.exception.code"].sudo()
        longest = kinds.with_context(active_test=False).search(
            [], order="sla_hours desc", limit=1
        )
        return longest.sla_hours / 4

    def _remind(self):
        self.ensure_one()
        self.reminded_at = fields.Datetime.now()
        if not self.activity_ids.filtered(lambda one: one.user_id == self.owner_id):
            self._alert_owner()
        self._note("reminded", self.owner_id.name)

    # ------------------------------------------------------------ escalating
    @api.private
    def _escalate(self, reason):
        """Put the question on the list of the team's lead; it stays its owner's."""
        self.ensure_one()
        lead = self.team_id.lead_id.filtered("active") or self.connector_id.owner_id
        self.write({"escalated_at": fields.Datetime.now(), "escalated_to_id": lead.id})
        if lead:
            # The list of activities is enough: no e-mail for each of a bad night.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("Escalated: %s", self.code_id.name),
                note=self.env._(
                    "%(reason)s. Assigned to %(owner)s.",
                    reason=reason,
                    owner=self.owner_id.name or self.env._("nobody"),
                ),
                user_id=lead.id,
            )
        self._note("escalated", f"{lead.name or '-'}: {reason}")

    @api.private
    def _escalate_by_hand(self, reason):
        reason = self._check_reason(reason)
        self._check_open()
        for exception in self:
            lead = exception.team_id.lead_id
            if not lead:
                raise UserError(
                    self.env._(
                        "Team “%s” has no lead. Ask an administrator to name one "
                        "under Configuration, Exception Teams.",
                        exception.team_id.name or exception.team,
                    )
                )
            exception._escalate(reason)

    @api.private
    def _assign(self, user, team, note=None):
        """Give questions to a person, a team or both; the activity goes along."""
        self._check_open()
        if not user and not team:
            raise UserError(self.env._("Choose a team or a person."))
        for exception in self:
            values = {"team_id": team.id} if team else {}
            person = user or team.on_duty_id
            values["owner_id"] = person.id
            exception.with_context(**{TOLD: True}).write(values)
            words = filter(None, [team.name, person.name, (note or "").strip()])
            exception._note("assigned" if user else "routed", ": ".join(words))
            exception.sudo().activity_ids.unlink()
            if person:
                exception.sudo()._alert_owner()
