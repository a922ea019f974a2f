# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import AccessError


class LogisticsSyncApprovalLimit(models.Model):
    """From which amount on a second person has to agree, by company and kind.

    A limit in the currency of the amount counts first, then any other one, converted.
    What cannot be told in money counts as above the limit.
    """

    _name = "logistics.sync.approval.limit"
    _description = "Approval Limit"
    _inherit = [
        "logistics.sync.cached.record",
        "logistics.sync.audited.rule",
        "logistics.sync.named.by.choice",
    ]
    _order = "company_id, kind, currency_id"
    _rec_name = "kind"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("exception", "Questions settled as they are")], required=True
    )
    amount = fields.Monetary(
        string="From This Amount On",
        help="This amount and more needs a second person; so does an amount nobody "
        "knows. Zero: always.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    active = fields.Boolean(default=True)

    _limit_unique = models.UniqueIndex(
        "(company_id, kind, currency_id) WHERE active",
        "There is a limit of this kind in this currency already.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "A limit must not be below zero."
    )

    def _is_financial_rule(self):
        return True

    @api.model
    @tools.ormcache("company_id", "kind")
    def _get_limits(self, company_id, kind):
        """{currency id: amount} of a company."""
        rows = self.sudo().search(
            [("company_id", "=", company_id), ("kind", "=", kind)]
        )
        return {row.currency_id.id: row.amount for row in rows}

    @api.model
    @api.private
    def _is_material(self, kind, company, amount, currency, day=None):
        """Whether a second person has to agree to an amount (None: nobody knows it).

        False where the company has set no limit of this kind.
        """
        limits = self._get_limits(company.id, kind)
        if not limits:
            return False
        if amount is None or not currency:
            return True
        own = currency.id if currency.id in limits else company.currency_id.id
        limit_id = own if own in limits else min(limits)
        limit_currency = currency.browse(limit_id)
        day = day or fields.Date.context_today(self)
        if not self._has_rates(currency | limit_currency, company, day):
            return True
        told = currency._convert(abs(amount), limit_currency, company, day)
        return limit_currency.compare_amounts(told, limits[limit_id]) >= 0

    @api.model
    def _has_rates(self, currencies, company, day):
        """Whether amounts can be converted; without a rate Odoo takes one for one."""
        if len(currencies) < 2:
            return True
        root = company.sudo().root_id
        return all(
            self.env["res.currency.rate"]
            .sudo()
            .search_count(
                [
                    ("currency_id", "=", currency.id),
                    ("company_id", "in", [False, root.id]),
                    ("name", "<=", day),
                ],
                limit=1,
            )
            for currency in currencies - company.currency_id
        )

    @api.model
    @api.private
    def _check_second_person(self, authors, subject):
        """Raise AccessError for whoever had a part in what is to be agreed to."""
        if self.env.user in authors and not self.env.user._is_superuser():
            raise AccessError(
                self.env._(
                    "“%s” is above the approval limit, and you had a part in it. Ask "
                    "somebody else to approve it.",
                    subject,
                )
            )


class LogisticsSyncException(models.Model):
    """Whatever is at stake, nobody alone waves through what is above the limit."""

    _inherit = "logistics.sync.exception"

    def _asks_second_person(self):
        if super()._asks_second_person():
            return True
        # What is about no fact and no document, such as a line that is down, has no
        # amount to know.
        if not (self.is_amount_known or self.event_id or self.res_id):
            return False
        return self.env["logistics.sync.approval.limit"]._is_material(
            "exception",
            self.company_id,
            self.amount if self.is_amount_known else None,
            self.currency_id or self.company_id.currency_id,
        )
