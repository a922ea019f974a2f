# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .exception_override import APPROVERS


class LogisticsSyncException(models.Model):
    """Questions about money are settled as they are only by two people."""

    _inherit = "logistics.sync.exception"

    resolution = fields.Selection(
        selection_add=[("overridden", "Settled by an approved override")],
        ondelete={"overridden": "set null"},
    )
    override_ids = fields.One2many(
        "logistics.sync.exception.override", "exception_id", "Overrides", readonly=True
    )
    override_id = fields.Many2one(
        "logistics.sync.exception.override",
        string="Override to Approve",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    allow_ignore = fields.Boolean(related="code_id.allow_ignore")
    needs_approval = fields.Boolean(
        compute="_compute_needs_approval",
        help="It is about money, or its flow asks for a second person: it is not "
        "ignored, but overridden by somebody else than who asks for it.",
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("code_id.financial", "event_id")
    def _compute_needs_approval(self):
        for exception in self:
            exception.needs_approval = exception._asks_second_person()

    def _asks_second_person(self):
        self.ensure_one()
        return self.code_id.financial

    @api.depends_context("uid")
    @api.depends("override_id")
    def _compute_can_approve(self):
        approver = self.env.user.has_group(APPROVERS)
        for exception in self:
            override = exception.override_id
            exception.can_approve = bool(
                approver and override and override.requested_by_id != self.env.user
            )

    # ------------------------------------------------------------- actions
    def action_approve_override(self):
        return self._open_decision("approve", self.env._("Approve the Override"))

    def action_refuse_override(self):
        return self._open_decision("refuse", self.env._("Refuse the Override"))

    @api.private
    def _request_override(self, reason):
        """Ask another person to settle the question as it is."""
        reason = self._check_reason(reason)
        self._check_open()
        for exception in self:
            if not exception.code_id.allow_override:
                raise UserError(
                    self.env._(
                        "A question of the kind “%s” cannot be overridden.",
                        exception.code_id.name,
                    )
                )
            if exception.override_id:
                raise UserError(
                    self.env._(
                        "An override of “%s” waits for its approval already.",
                        exception.name,
                    )
                )
            override = exception.override_ids.sudo().create(
                {
                    "exception_id": exception.id,
                    "company_id": exception.company_id.id,
                    "reason": reason,
                    "requested_by_id": self.env.uid,
                    "requested_at": fields.Datetime.now(),
                }
            )
            exception.override_id = override
            exception._note("override_requested", reason)
            exception.sudo()._ask_approver(reason)

    def _ask_approver(self, reason):
        approver = self._find_approver()
        if approver:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._("Decide about an override: %s", self.code_id.name),
                note=reason,
                user_id=approver.id,
            )

    def _find_approver(self):
        """The lead or duty of finance, else anybody of finance; never who asks."""
        team = self.env["logistics.sync.team"]._find("finance", self.company_id)
        finance = self.env.ref(APPROVERS).all_user_ids
        known = team.lead_id | team.on_duty_id | team.member_ids
        people = (known & finance) | finance.sorted("id")
        return people.filtered(
            lambda user: (
                user != self.override_id.requested_by_id
                and user.active
                and not user.share
                and self.company_id in user.company_ids
            )
        )[:1]

    @api.private
    def _decide_override(self, approved, reason):
        reason = self._check_reason(reason)
        self._check_open()
        for exception in self:
            override = exception.override_id
            if not override:
                raise UserError(self.env._("No override waits for a decision here."))
            override._decide("approved" if approved else "refused", reason)
            exception.override_id = False
            exception._note(
                "override_approved" if approved else "override_refused", reason
            )
            if approved:
                words = self.env._(
                    "%(asked)s (asked by %(who)s); %(decided)s",
                    asked=override.reason,
                    who=override.requested_by_id.name,
                    decided=reason,
                )
                exception._apply_override(words)
            else:
                exception.sudo().activity_ids.unlink()
                exception.sudo()._alert_owner()

    def _apply_override(self, reason):
        """What follows an approved override: the work behind is settled undone.

        Domain addons let their documents go on as they are instead.
        """
        self._ignore(reason)

    def _is_approved(self):
        self.ensure_one()
        return "approved" in self.sudo().override_ids.mapped("state")

    @api.private
    def _ignore(self, reason):
        """Nobody alone waves through what is about money."""
        for exception in self:
            if exception._is_approved():
                continue
            if exception.needs_approval:
                raise UserError(
                    self.env._(
                        "“%s” is about money, so one person alone does not ignore it. "
                        "Ask for an override; somebody else of finance decides.",
                        exception.name,
                    )
                )
            if not exception.code_id.allow_ignore:
                raise UserError(
                    self.env._(
                        "A question of the kind “%s” is not ignored: mend its cause.",
                        exception.code_id.name,
                    )
                )
        return super()._ignore(reason)

    @api.private
    def _resolve(self, resolution, reason=None):
        """An approved override is told apart; a request nobody needs ends."""
        approved = self.browse()
        if resolution == "ignored":
            approved = self.filtered(lambda exception: exception._is_approved())
        result = super(LogisticsSyncException, approved)._resolve("overridden", reason)
        result |= super(LogisticsSyncException, self - approved)._resolve(
            resolution, reason
        )
        pending = result.sudo().override_id
        if pending:
            pending.write({"state": "void"})
            result.write({"override_id": False})
        return result
