# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where invoicing is not rolled out, invoices are made as without this addon."""

from odoo import api, models

from .invoice_release import OPEN_STATES
from .rollout_rule import INVOICE_GUARD, INVOICE_RULES


class LogisticsInvoicedQuantity(models.Model):
    """The ledger is kept for whoever relies on it: rules, or guards by hand."""

    _inherit = "logistics.invoiced.quantity"

    @api.model
    @api.private
    def _sync(self, sale_lines, reason=None):
        rules = self.env["logistics.sync.rollout.rule"]
        if sale_lines and not (
            rules._get_settled(INVOICE_GUARD) or rules._get_settled(INVOICE_RULES)
        ):
            orders = sale_lines.sudo().order_id
            kept = rules._filter_on(INVOICE_GUARD, orders)
            kept |= rules._filter_on(INVOICE_RULES, orders - kept)
            sale_lines = sale_lines.sudo().filtered(lambda line: line.order_id in kept)
        return super()._sync(sale_lines, reason)


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _check_shipped_quantity(self, line, invoices):
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._filter_on(INVOICE_GUARD, line.order_id):
            return super()._check_shipped_quantity(line, invoices)
        return None


class LogisticsInvoiceRelease(models.Model):
    """Shipments of places where rules do not invoice yet are left alone."""

    _inherit = "logistics.invoice.release"

    def _get_rollout_remark(self):
        return self.env._(
            "Invoices by rule are not rolled out here yet: invoice it by hand."
        )

    @api.model
    @api.private
    def _evaluate_for(self, shipments, create_missing=False):
        rules = self.env["logistics.sync.rollout.rule"]
        on = rules._filter_on(INVOICE_RULES, shipments)
        releases = super()._evaluate_for(on, create_missing)
        off = (shipments - on).sudo()
        if off and create_missing:
            releases._ensure_for(off)
        known = off.invoice_release_ids.filtered(
            lambda release: release.state in OPEN_STATES
        )
        remark = self._get_rollout_remark()
        known.filtered(lambda one: one.note != remark).write({"note": remark})
        if rules._get_settled(INVOICE_RULES) is None:
            releases.filtered(lambda one: one.note == remark).write({"note": False})
        return releases | known

    def _invoice_claimed(self):
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._filter_on(INVOICE_RULES, self.shipment_id):
            return super()._invoice_claimed()
        self.write({"state": "waiting", "note": self._get_rollout_remark()})
        return "off"

    def _get_waiting_sentence(self):
        rules = self.env["logistics.sync.rollout.rule"]
        if rules._filter_on(INVOICE_RULES, self.shipment_id):
            return super()._get_waiting_sentence()
        return self._get_rollout_remark()
