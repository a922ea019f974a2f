# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..core import ledger
from ..core.release import Target

CLERK = "logistics_sync_base.group_logistics_user"
AUDITOR = "logistics_sync_base.group_logistics_auditor"


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    invoice_release_ids = fields.One2many(
        "logistics.invoice.release",
        "shipment_id",
        string="Invoice Releases",
        readonly=True,
    )
    invoice_release_id = fields.Many2one(
        "logistics.invoice.release", compute="_compute_invoice_release_id"
    )
    invoice_release_state = fields.Selection(
        related="invoice_release_ids.state", string="Invoicing"
    )
    invoice_ids = fields.Many2many(
        "account.move",
        "logistics_shipment_invoice_rel",
        "shipment_id",
        "invoice_id",
        string="Invoices",
        readonly=True,
        copy=False,
    )
    invoice_count = fields.Integer(compute="_compute_invoice_count")

    @api.depends("invoice_release_ids")
    def _compute_invoice_release_id(self):
        for shipment in self:
            shipment.invoice_release_id = shipment.invoice_release_ids[:1]

    @api.depends("invoice_ids")
    def _compute_invoice_count(self):
        for shipment in self:
            shipment.invoice_count = len(shipment.invoice_ids)

    def write(self, vals):
        result = super().write(vals)
        if "pod_attachment_ids" in vals:
            self.sudo().invoice_ids._attach_proof_of_delivery()
        return result

    def _get_sync_subjects(self):
        """A failed invoice is a problem of the shipment too."""
        subjects = super()._get_sync_subjects()
        for shipment in self:
            for release in shipment.sudo().invoice_release_ids:
                subjects[shipment].append((release._name, release.id))
        return subjects

    # ------------------------------------------------------------- actions
    def action_view_invoices(self):
        return self._open_documents(self.env._("Invoices"), self.invoice_ids)

    def action_why_not_invoiced(self):
        return self._open_invoice_releases()

    def _open_invoice_releases(self):
        """Judge these shipments now and show the result; auditors see the last one."""
        self.check_access("read")
        user = self.env.user
        if user.has_group(CLERK) or not user.has_group(AUDITOR):
            releases = self.env["logistics.invoice.release"]
            releases._evaluate_for(self, create_missing=True)
        title = self.env._("Why Not Invoiced?")
        return self._open_documents(title, self.invoice_release_ids)

    # ------------------------------------------------------------ invoicing
    def _get_invoice_target(self):
        """Whom the rules are compared with."""
        self.ensure_one()
        partner = self.sale_order_ids[:1].partner_id or self.partner_id
        commercial = partner.commercial_partner_id
        address = self.sale_order_ids[:1].partner_shipping_id or self.partner_id
        return Target(
            partner=partner.id or None,
            commercial_partner=commercial.id or None,
            categories=frozenset((partner | commercial).category_id.ids),
            country=address.country_id.id or None,
            carrier=self.carrier_id.id or None,
        )

    def _get_goods_lines(self):
        return self.line_ids.move_id.sale_line_id.filtered(
            lambda line: line.state == "sale" and line._ships_goods()
        )

    def _get_invoice_quota(self, rule):
        """What an invoice of these shipments takes: {order line: quantity}, {order
        line id: shipment line ids}. Billed quantities are out, whoever billed them.
        """
        goods = self._get_goods_lines()
        entries = self.env["logistics.invoiced.quantity"]
        entries._sync(goods)
        active = entries._get_active(goods)
        quota, parts = {}, {}
        for line in goods:
            slots, capacity = line._get_move_slots()
            free = ledger.free_parts(
                slots, active.get(line, entries)._as_entries(), capacity
            )
            mine = {part: free[part] for part in self.line_ids.ids if part in free}
            quantity = min(
                sum(mine.values(), Decimal(0)), line._to_decimal(line.qty_to_invoice)
            )
            if quantity > 0:
                quota[line] = float(quantity)
                parts[line.id] = tuple(mine)
        orders = self.env["sale.order"].union(*(line.order_id for line in quota))
        for order in orders:
            for fee in order._get_fees(rule.service_policy):
                quota[fee] = fee.qty_to_invoice
        return quota, parts

    def _get_amount_at_stake(self, currency):
        """What these shipments will bring, taxes included."""
        self.ensure_one()
        total = 0.0
        for part in self.line_ids:
            line = part.move_id.sale_line_id
            if line:
                quantity = part.product_uom._compute_quantity(
                    part.quantity, line.product_uom_id
                )
                total += line.currency_id._convert(
                    line._get_amount_for(quantity),
                    currency,
                    self.company_id,
                    fields.Date.context_today(self),
                )
        return currency.round(total)

    def _get_deferred_deductions(self, quota):
        """Orders whose down payment is larger than what is invoiced now.

        Deducting it would turn the invoice into a credit note; it is deducted from a
        later, larger invoice.
        """
        totals = defaultdict(float)
        for line, quantity in quota.items():
            totals[line.order_id] += line._get_amount_for(quantity)
        return self.env["sale.order"].union(
            *(
                order
                for order, total in totals.items()
                if order.currency_id.compare_amounts(
                    order._get_open_down_payment(), total
                )
                > 0
            )
        )
