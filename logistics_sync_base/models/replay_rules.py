# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

CLERK = "logistics_sync_base.group_logistics_user"
OPERATIONS = "logistics_sync_base.group_logistics_operations"
FINANCE = "logistics_sync_base.group_logistics_finance"
MANAGER = "logistics_sync_base.group_logistics_manager"
SHORTEST_REASON = 5


class LogisticsSyncReplay(models.Model):
    """Who may replay what and how much of it, and what somebody else approves."""

    _inherit = "logistics.sync.replay"

    # ------------------------------------------------------------------ limits
    @api.model
    @api.private
    def _check_limits(self, messages, by_clerk=False):
        """Raise a UserError when these are more than the company allows."""
        for company, some in messages.grouped("company_id").items():
            self._check_count(company, len(some), by_clerk)

    @api.model
    def _check_count(self, company, count, by_clerk=False):
        policy = self.env["logistics.sync.replay.policy"]._get_for(company)
        most = policy.max_messages_clerk if by_clerk else policy.max_messages
        if count > most:
            raise UserError(
                self.env._(
                    "%(count)s messages were chosen; at most %(most)s may be replayed "
                    "at once. Narrow the selection, or ask an integration "
                    "administrator to raise the limit in the replay rules.",
                    count=count,
                    most=most,
                )
            )
        before = self._count_recent(company)
        if before + count > policy.max_messages_day:
            raise UserError(
                self.env._(
                    "%(before)s messages were replayed in the last 24 hours; with "
                    "these %(count)s it would be more than the %(most)s allowed. Wait, "
                    "or ask an integration administrator to raise the limit in the "
                    "replay rules.",
                    before=before,
                    count=count,
                    most=policy.max_messages_day,
                )
            )

    @api.model
    def _count_recent(self, company):
        """How many messages of the company were replayed in the last 24 hours."""
        [(count,)] = self.sudo()._read_group(
            [("company_id", "=", company.id), ("started_at", ">=", "-24H")],
            aggregates=["replayed_count:sum"],
        )
        return count or 0

    # -------------------------------------------------------------- permission
    @api.model
    @api.private
    def _check_user(self, messages):
        """Raise AccessError or UserError when the user may not replay these."""
        if self._is_machine():
            return
        self._check_group(bool(messages.sudo()._filter_financial()))
        self._check_limits(messages, self._is_clerk())

    def _check_group(self, is_financial):
        if self._is_machine():
            return
        user = self.env.user
        if not user.has_group(CLERK):
            raise AccessError(
                self.env._("Only people who work with Logistics Sync may replay.")
            )
        if is_financial and not (user.has_group(FINANCE) or user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "This is about money: only Finance or an integration administrator "
                    "may replay it. Leave such messages out, or ask one of them."
                )
            )

    @api.model
    def _is_machine(self):
        """Whether nobody is signed in: the shell, a cron, or a partner's token."""
        return self.env.uid == SUPERUSER_ID

    @api.model
    def _is_clerk(self):
        user = self.env.user
        return not self._is_machine() and not (
            user.has_group(OPERATIONS) or user.has_group(FINANCE)
        )

    @api.model
    def _check_reason(self, reason):
        """The reason without spaces around it; raises UserError for none."""
        reason = (reason or "").strip()
        if len(reason) < SHORTEST_REASON:
            raise UserError(
                self.env._("Give a reason an auditor will understand in a year.")
            )
        return reason

    # ---------------------------------------------------------------- approval
    def _needs_approval(self):
        """Whether a second person has to agree before this starts."""
        self.ensure_one()
        if not self.is_financial:
            return False
        policy = self.env["logistics.sync.replay.policy"]._get_for(self.company_id)
        return policy.financial_approval != "none"

    @api.model
    @api.private
    def _check_short_way(self, messages, source):
        """Raise UserError where a button would pass by whoever has to approve."""
        if self._is_machine():
            return
        for message in messages.sudo()._filter_financial():
            policy = self.env["logistics.sync.replay.policy"]._get_for(
                message.company_id
            )
            passed = ("none",) if source == "event" else ("none", "replay")
            if policy.financial_approval not in passed:
                raise UserError(
                    self.env._(
                        "“%s” is about money, so that somebody else has to approve: "
                        "open the message and ask for a replay there.",
                        message.display_name,
                    )
                )

    def _get_approval_problem(self):
        """Why the user may not approve this, as a sentence, or None."""
        self.ensure_one()
        user = self.env.user
        if user == self.requested_by_id:
            return self.env._("Somebody else than who asked for it has to approve it.")
        if not (user.has_group(FINANCE) or user.has_group(MANAGER)):
            return self.env._(
                "Only Finance or an integration administrator may approve it."
            )
        both = user | self.requested_by_id
        if not any(one.has_group(FINANCE) for one in both):
            return self.env._(
                "Nobody of Finance asked for it, so that Finance has to approve it."
            )
        return None

    def _check_approver(self):
        if any(replay.state != "to_approve" for replay in self):
            raise UserError(self.env._("Nothing here waits for approval."))
        for replay in self:
            if problem := replay._get_approval_problem():
                raise AccessError(problem)

    def _ask_for_approval(self):
        """Put it on the list of who has to approve, and say so on record."""
        self.ensure_one()
        self.state = "to_approve"
        approver = self._get_approver()
        if approver:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=approver.id,
                summary=self.env._("Approve a replay of %s messages", self.total_count),
            )

    def _get_approver(self):
        policy = self.env["logistics.sync.replay.policy"]._get_for(self.company_id)
        finance = self.env.ref(FINANCE).sudo().all_user_ids
        others = (policy.approver_id | finance).filtered(
            lambda user: (
                user.active
                and not user.share
                and self.company_id in user.company_ids
                and user != self.requested_by_id
            )
        )
        return others[:1]

    def action_approve(self):
        """Button: agree and start; who and when stay on record."""
        self.check_access("read")
        self._check_approver()
        for replay in self.sudo():
            replay._decide("started")
            replay._start()
        return True

    def action_refuse(self):
        """Button: do not replay these."""
        self.check_access("read")
        self._check_approver()
        self.sudo()._decide("refused")
        return True

    def _decide(self, state):
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
