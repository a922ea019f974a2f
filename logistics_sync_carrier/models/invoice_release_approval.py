# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .invoice_release import FINANCE_GROUP, OPEN_STATES


class LogisticsInvoiceRelease(models.Model):
    """Invoices a person has to allow."""

    _inherit = "logistics.invoice.release"

    def _needs_approval(self, rule):
        """Whether the whole invoice, with its fees, is above the limit."""
        if self.decision == "approved":
            return False
        if rule.action == "approve":
            return True
        if rule.action != "post" or not rule.approval_threshold:
            return False
        shipments = self._get_invoicing_group(rule).shipment_id
        quota, _parts = shipments._get_invoice_quota(rule)
        total = sum(
            line.currency_id._convert(
                line._get_amount_for(quantity),
                rule.currency_id,
                self.company_id,
                fields.Date.context_today(self),
            )
            for line, quantity in quota.items()
        )
        return rule.currency_id.compare_amounts(total, rule.approval_threshold) > 0

    def _ask_for_approval(self):
        approver = (
            self.rule_id.approver_id
            or self.env.ref(FINANCE_GROUP)
            .all_user_ids.filtered(
                lambda user: (
                    self.company_id in user.company_ids
                    and not user.share
                    and user.active
                )
            )
            .sorted("id")[:1]
        )
        if approver:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=approver.id,
                summary=self.env._("Approve the invoice of %s", self.shipment_id.name),
            )

    def action_approve(self):
        """Approve and invoice now; who and when stay on record."""
        self._check_finance()
        pending = self.sudo().filtered(lambda release: release.state == "to_approve")
        if not pending:
            raise UserError(self.env._("Nothing here waits for approval."))
        pending._decide("approved", "eligible")
        pending._invoice_now()
        return True

    def action_refuse(self):
        """Do not invoice these shipments by rule."""
        self._check_finance()
        pending = self.sudo().filtered(lambda release: release.state in OPEN_STATES)
        if not pending:
            raise UserError(
                self.env._("This shipment was invoiced or stopped already.")
            )
        pending._decide("refused", "cancelled")
        pending.note = self.env._("%s decided not to invoice it.", self.env.user.name)
        return True

    def _decide(self, decision, state):
        self.write(
            {
                "decision": decision,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "state": state,
            }
        )
        self.activity_unlink(["mail.mail_activity_data_todo"])
        labels = dict(self._fields["decision"]._description_selection(self.env))
        for release in self:
            release.message_post(
                body=self.env._(
                    "%(decision)s by %(user)s: %(amount)s, rule “%(rule)s” "
                    "version %(version)s.",
                    decision=labels[decision],
                    user=self.env.user.name,
                    amount=format_amount(self.env, release.amount, release.currency_id),
                    rule=release.rule_id.name or "-",
                    version=release.rule_version,
                )
            )
