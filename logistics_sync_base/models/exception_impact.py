# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

from ..core import impact
from .exception import OPEN_STATES

# Fields of documents that say until when the business needs an answer, best first.
DUE_FIELDS = (
    "commitment_date",
    "invoice_date_due",
    "estimated_delivery_at",
    "scheduled_date",
    "due_at",
)


class LogisticsSyncException(models.Model):
    """What a question costs the business, and so in which order they are worked."""

    _inherit = "logistics.sync.exception"
    _order = "impact desc, due_date, sla_deadline, id desc"

    customer_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null")
    due_date = fields.Date(
        string="Needed By",
        readonly=True,
        help="The day the document behind it is promised or due.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount_company = fields.Monetary(
        string="Blocked Amount",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="What is at stake, in the currency of the company.",
    )
    impact = fields.Integer(
        string="Business Impact",
        compute="_compute_impact",
        store=True,
        index=True,
        aggregator="max",
        help="0 to 100: from the amount at stake, the customer, the day it is needed "
        "by and how grave its kind is.",
    )
    impact_reason = fields.Char(
        compute="_compute_impact_reason", string="Why It Matters"
    )

    @api.depends("amount", "currency_id", "company_id")
    def _compute_amount_company(self):
        for exception in self:
            company = exception.company_id
            if not exception.create_date:
                # Not stored yet: which day's rate counts is not known.
                exception.amount_company = 0
                continue
            exception.amount_company = exception.currency_id._convert(
                exception.amount,
                company.currency_id,
                company,
                exception.create_date.date(),
            )

    @api.depends(
        "amount_company", "severity", "customer_id.logistics_key_customer", "due_date"
    )
    def _compute_impact(self):
        for exception in self:
            exception.impact = impact.score(
                Decimal(str(exception.amount_company)),
                exception.severity or "0",
                exception._is_key_customer(),
                exception._get_days_left(),
            )

    @api.depends("impact")
    def _compute_impact_reason(self):
        for exception in self:
            exception.impact_reason = " · ".join(exception._get_impact_reasons())

    def _get_impact_reasons(self):
        """What raised the impact, in words."""
        self.ensure_one()
        if self.amount_company:
            yield self.env._(
                "%s at stake", self.company_currency_id.format(self.amount_company)
            )
        if self._is_key_customer():
            yield self.env._("key customer")
        if self.due_date:
            day = format_date(self.env, self.due_date)
            over = self._get_days_left() < 0
            yield (
                self.env._("was needed by %s", day)
                if over
                else self.env._("needed by %s", day)
            )

    def _is_key_customer(self):
        customer = self.sudo().customer_id
        return (customer | customer.commercial_partner_id).filtered(
            "logistics_key_customer"
        ) != customer.browse()

    def _get_days_left(self):
        self.ensure_one()
        if not self.due_date:
            return None
        return (self.due_date - fields.Date.context_today(self)).days

    # -------------------------------------------------------------- facts
    @api.model
    def _complete(self, values, kind, connector, event):
        values = super()._complete(values, kind, connector, event)
        model, res_id = values["res_model"], values["res_id"]
        document = self.env[model].browse(res_id) if res_id else None
        return values | self._get_business_facts(document)

    def write(self, vals):
        """A question that gets another document is about its customer and day."""
        if vals.get("res_id") and vals.get("res_model"):
            document = self.env[vals["res_model"]].browse(vals["res_id"]).exists()
            vals = self.sudo()._get_business_facts(document.sudo()) | vals
        return super().write(vals)

    @api.model
    def _get_business_facts(self, document):
        """The customer and the day of a document, as field values of a question."""
        if not document:
            return {"customer_id": False, "due_date": False}
        customer, day = self._read_business_facts(document)
        if day and hasattr(day, "date"):
            day = fields.Datetime.context_timestamp(self, day).date()
        return {"customer_id": customer.id, "due_date": day or False}

    @api.model
    def _read_business_facts(self, document):
        """(customer, day or datetime or None); domain addons know their documents."""
        customer = self.env["res.partner"]
        if document._name == customer._name:
            return document, None
        field = document._fields.get("partner_id")
        if field and field.comodel_name == "res.partner":
            customer = document.partner_id
        days = (document[name] for name in DUE_FIELDS if name in document._fields)
        return customer, next(filter(None, days), None)

    @api.model
    def _refresh_impact(self):
        """Days pass: what is needed soon moves up. Called each hour."""
        dated = self.search([("state", "in", OPEN_STATES), ("due_date", "!=", False)])
        self.env.add_to_compute(self._fields["impact"], dated)
        dated.flush_recordset(["impact"])
