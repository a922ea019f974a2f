# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .invoice_release import FINANCE_GROUP, OPEN_STATES


class LogisticsInvoiceRelease(models.Model):
    """Invoices a person has to allow."""

    _inherit = "logistics.invoice.release"

    # {currency id: amount} of what was agreed to.
    approved_amounts = fields.Json(readonly=True, copy=False)

    def _needs_approval(self, rule):
        """Whether somebody has still to agree to the invoice as it would be now."""
        if self.decision == "approved" and not self._has_grown(rule):
            return False
        return self._is_for_approval(rule)

    def _is_for_approval(self, rule):
        """Whether the whole invoice, with its fees, is above the limit of its rule."""
        if rule.action == "approve":
            return True
        if rule.action != "post" or not rule.approval_threshold:
            return False
        day = fields.Date.context_today(self)
        total = sum(
            currency._convert(amount, rule.currency_id, self.company_id, day)
            for currency, amount in self._get_invoice_totals(rule).items()
        )
        return rule.currency_id.compare_amounts(total, rule.approval_threshold) > 0

    def _get_invoice_totals(self, rule):
        """{currency: amount} of what would be invoiced now; each is an invoice."""
        shipments = self._get_invoicing_group(rule).shipment_id
        quota, _parts = shipments._get_invoice_quota(rule)
        totals = defaultdict(float)
        for line, quantity in quota.items():
            totals[line.currency_id] += line._get_amount_for(quantity)
        return totals

    def _has_grown(self, rule):
        """Whether it is more by now than what was agreed to."""
        approved = self.approved_amounts
        if not isinstance(approved, dict):
            # Approved before the amounts were kept.
            return False
        return any(
            currency.compare_amounts(total, approved.get(str(currency.id), 0)) > 0
            for currency, total in self._get_invoice_totals(rule).items()
        )

    def _hold_for_approval(self):
        """It became more since it was judged: somebody has to agree to that."""
        self.write({"state": "to_approve", **self._get_stake()})
        self._ask_for_approval()

    def _ask_for_approval(self):
        if self.decision:
            self._message_log(
                body=self.env._("It is more by now than what was approved.")
            )
            self.write({"decision": False, "decided_by_id": False, "decided_at": False})
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
        for release in self:
            totals = release._get_invoice_totals(release.rule_id)
            release.approved_amounts = decision == "approved" and {
                str(currency.id): total for currency, total in totals.items()
            }
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
