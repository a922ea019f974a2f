# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import LockError, UserError

from odoo.addons.logistics_sync_base.conflicts import expected_conflicts
from odoo.addons.logistics_sync_base.core.masking import mask_trace

_logger = logging.getLogger(__name__)

BATCH = 100
# Somebody else is at it: not a failure, the next run sees what they did.
CONTENTION = (
    LockError,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
EXPECTED = (UserError, psycopg2.IntegrityError)


class LogisticsInvoiceRelease(models.Model):
    """Makes the invoices of releases that are ready, one by one."""

    _inherit = "logistics.invoice.release"

    @api.model
    def _cron_invoice_eligible(self):
        """Invoice what is ready; woken as soon as a release becomes ready.

        Every invoice is committed by itself: a failing one costs only itself, and
        two workers never wait for each other.
        """
        domain = [("state", "=", "eligible")]
        progress = self.env["ir.cron"]._commit_progress
        found = self.search(domain, limit=BATCH, order="eligible_at, id")
        time_left = progress(remaining=self.search_count(domain))
        for release in found:
            if not time_left:
                break
            result = release._invoice_now()[release]
            time_left = progress(int(result != "busy"))
        progress(remaining=self.search_count(domain))

    @api.private
    def _invoice_now(self):
        """{release: invoiced | nothing | duplicate | busy | failed | to_approve}."""
        return {release: release._invoice_one() for release in self.sudo()}

    def _invoice_one(self):
        self.ensure_one()
        try:
            # A worker may move an order that is being invoiced: the next run is it.
            with expected_conflicts(), self.env.cr.savepoint():
                return self._invoice_claimed()
        except CONTENTION:
            return "busy"
        # Whatever stops one invoice becomes a question for finance; the
        # invoices of the other shipments go on.
        except Exception as error:  # pylint: disable=broad-except
            if self._is_contention(error):
                return "busy"
            if not isinstance(error, EXPECTED):
                name, trace = self.shipment_id.name, mask_trace(error)
                _logger.error("Invoicing shipment %s failed\n%s", name, trace)
            self._note_failure(error)
            return "failed"

    @api.model
    def _is_contention(self, error):
        """Two transactions billed the same goods and the ledger let one in."""
        if not isinstance(error, psycopg2.errors.UniqueViolation):
            return False
        constraint = error.diag.constraint_name or ""
        return constraint.startswith(self.env["logistics.invoiced.quantity"]._table)

    def _invoice_claimed(self):
        """Make the invoice of this release, or of its whole order."""
        group = self._get_invoicing_group(self.rule_id)
        if group.try_lock_for_update(allow_referencing=True) != group:
            return "busy"
        if self.state != "eligible":
            return "duplicate"
        quota, parts = group.shipment_id._get_invoice_quota(self.rule_id)
        if not quota:
            group._close_without_invoice()
            return "nothing"
        if self._needs_approval(self.rule_id):
            self._hold_for_approval()
            return "to_approve"
        invoices = self._create_invoices(group, quota, parts)
        if self.rule_id.action != "draft":
            self._post_invoices(invoices)
        group._close_with(invoices)
        return "invoiced"

    def _get_invoicing_group(self, rule):
        """This release, with those of its order when that is invoiced as a whole."""
        if rule.partial_policy != "complete":
            return self
        mates = self.search(
            [
                ("shipment_id.sale_order_ids", "in", self.sale_order_ids.ids),
                ("state", "in", ("waiting", "eligible", "to_approve", "failed")),
            ]
        )
        return self | mates.filtered(
            lambda mate: mate.shipment_id.status != "cancelled"
        )

    def _create_invoices(self, group, quota, parts):
        orders = self.env["sale.order"].union(*(line.order_id for line in quota))
        shipments = group.shipment_id
        deferred = shipments._get_deferred_deductions(quota)
        values = {"correlation_id": self.correlation_id}
        if self.rule_id.journal_id:
            values["journal_id"] = self.rule_id.journal_id.id
        invoices = (
            self.rule_id._as_posting_user(orders)
            .with_company(self.company_id)
            .with_context(
                logistics_invoice_quota={line.id: qty for line, qty in quota.items()},
                logistics_invoice_parts=parts,
                logistics_invoice_values=values,
                logistics_deferred_deductions=deferred.ids,
                raise_if_nothing_to_invoice=False,
                # A rule assigns nothing to anybody: salespeople get no mail for it.
                mail_auto_subscribe_no_notify=True,
            )
            ._create_invoices(grouped=False, final=True)
        )
        # Without the quota: what follows concerns whole documents again.
        invoices = invoices.with_env(self.env(user=self.env.uid, su=True))
        if not invoices:
            raise UserError(
                self.env._(
                    "Odoo made no invoice for %s, although goods are to be invoiced.",
                    ", ".join(shipments.mapped("name")),
                )
            )
        self._check_invoices(invoices)
        self._tell_about_deductions(deferred)
        for invoice in invoices:
            invoice._message_log(
                body=self.env._(
                    "Made for shipment %(shipments)s by rule “%(rule)s”, version "
                    "%(version)s.",
                    shipments=", ".join(shipments.mapped("name")),
                    rule=self.rule_id.name,
                    version=self.rule_version,
                )
            )
        return invoices

    def _check_invoices(self, invoices):
        refunds = invoices.filtered(lambda move: move.move_type != "out_invoice")
        if refunds:
            raise UserError(
                self.env._("The deductions are larger than the shipped goods.")
            )
        lines = invoices.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.tax_ids
        )
        self._refuse_untaxed(lines.sale_line_ids)

    def _refuse_untaxed(self, order_lines):
        """Raise UserError for lines whose product has a tax they lost."""
        if not self.rule_id.require_taxes:
            return
        strict = "tax_validated" in self.rule_id.condition_ids.mapped("kind")
        untaxed = order_lines.filtered(lambda line: line._lacks_taxes(strict=strict))
        if untaxed:
            raise UserError(
                self.env._(
                    "No tax on %(products)s of order %(orders)s. Set the tax on the "
                    "order line or a fiscal position on the order, then check again.",
                    products=", ".join(untaxed.product_id.mapped("display_name")),
                    orders=", ".join(untaxed.order_id.mapped("name")),
                )
            )

    def _tell_about_deductions(self, deferred):
        """A down payment nobody can deduct any more is finance's to settle."""
        for order in deferred:
            if order._is_fully_shipped():
                self.env["logistics.sync.exception"]._raise_for(
                    "down_payment_left",
                    self.env._(
                        "The down payment on order %s is larger than its last invoice "
                        "and was not deducted.",
                        order.name,
                    ),
                    company=order.company_id,
                    record=order,
                    amount=order._get_open_down_payment(),
                    currency=order.currency_id,
                )

    def _post_invoices(self, invoices):
        invoices = invoices.with_company(self.company_id)
        self.rule_id._as_posting_user(invoices).action_post()
        for invoice in invoices:
            if invoice.state != "posted":
                raise UserError(
                    self.env._(
                        "The invoice was not posted: it is dated %s.",
                        invoice.invoice_date,
                    )
                )
