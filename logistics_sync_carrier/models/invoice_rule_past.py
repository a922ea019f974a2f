# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import Command, api, models
from odoo.fields import Domain

from ..core import rule_comparison as core
from .invoice_rule_shadow import COMPARISON
from .shipment_past_invoices import settle

# More shipments than these take a person too long to wait for.
LIMIT = 2000


class LogisticsInvoiceRule(models.Model):
    """Holds what a rule would have invoiced against what was invoiced."""

    _inherit = "logistics.invoice.rule"

    @api.private
    def _compare(self, date_from, date_to, limit=LIMIT):
        """A new comparison with the newest ``limit`` shipments of a period."""
        self.ensure_one()
        self._check_may_compare()
        rule = self.sudo()
        ready, more, sentence, policy = rule._try_on(date_from, date_to, limit)
        shipments = self.env["logistics.shipment"].sudo().browse(ready)
        lines = rule._prepare_comparison_lines(shipments, ready, policy)
        counts = Counter(line["result"] for line in lines)
        comparisons = self.env[COMPARISON]
        return (
            comparisons.sudo()
            .create(
                {
                    "rule_id": rule.id,
                    "rule_sentence": sentence,
                    "basis": rule._get_basis(),
                    "company_id": rule.company_id.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "is_cut_off": more,
                    "shipment_limit": limit,
                    "line_ids": [Command.create(line) for line in lines],
                    **comparisons._prepare_counts(counts),
                }
            )
            .sudo(False)
        )

    def _get_zone(self):
        return ZoneInfo(self.company_id.partner_id.tz or "UTC")

    def _find_past(self, date_from, date_to, limit):
        """Shipments of the period, newest first, that the rule may concern."""
        first, last = (
            datetime.combine(day, time.min, self._get_zone())
            .astimezone(UTC)
            .replace(tzinfo=None)
            for day in (date_from, date_to + timedelta(days=1))
        )
        period = Domain("shipped_at", ">=", first) & Domain("shipped_at", "<", last)
        unsent = Domain("shipped_at", "=", False)
        unsent &= Domain("create_date", ">=", first)
        unsent &= Domain("create_date", "<", last)
        domain = Domain("company_id", "=", self.company_id.id) & (period | unsent)
        domain &= Domain("sale_order_ids", "!=", False)
        if self.carrier_ids:
            domain &= Domain("carrier_id", "in", self.carrier_ids.ids)
        if self.partner_ids:
            customers = self.partner_ids.ids
            domain &= Domain("sale_order_ids.partner_id", "child_of", customers)
        shipments = self.env["logistics.shipment"].sudo()
        return shipments.search(domain, order="id desc", limit=limit)

    def _get_day(self, moment):
        """The day of the company at a moment in UTC."""
        if not moment:
            return None
        return moment.replace(tzinfo=UTC).astimezone(self._get_zone()).date()

    def _prepare_comparison_lines(self, shipments, ready, policy):
        billable, billed = shipments._get_billable(), shipments._get_billed()
        fees = shipments._get_past_fees(policy)
        for shipment, (due, invoiced) in fees.items():
            for sides, fee in ((billable, due), (billed, invoiced)):
                if shipment in sides:
                    sides[shipment].include(fee)
        return [
            {
                **self._prepare_comparison_line(
                    shipment,
                    ready[shipment.id],
                    billable.get(shipment),
                    billed.get(shipment),
                ),
                "with_fees": shipment in fees,
            }
            for shipment in shipments
            if shipment in billable or shipment in billed
        ]

    def _prepare_comparison_line(self, shipment, fact, billable, invoice):
        rule = billable if fact.met else None
        at = fact.at if rule else None
        ours, theirs, doubt, currency, tolerance = settle(
            rule, self._get_day(at), invoice
        )
        outcome = core.compare(ours, theirs, tolerance)
        names = (
            sorted(one.name or one.display_name for one in invoice.invoices)
            if invoice
            else []
        )
        return {
            "shipment_id": shipment.id,
            "currency_id": currency and currency.id,
            "would_invoice": bool(rule),
            "rule_at": at,
            "rule_amount": float(ours.amount or 0) if ours else 0,
            "invoice_names": ", ".join(names),
            "invoice_date": theirs and theirs.day,
            "invoice_amount": float(theirs.amount or 0) if theirs else 0,
            "result": outcome.result,
            "doubt": doubt,
            "days": outcome.days or 0,
            "amount_difference": float(outcome.amount or 0),
        }
