# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import api, models

from .shipment_past_invoices import Side

SIGNS = {"out_invoice": 1, "out_refund": -1}


class LogisticsShipment(models.Model):
    """What a shipment's order bills beside its goods, where it is the only one."""

    _inherit = "logistics.shipment"

    @api.private
    def _get_past_fees(self, policy):
        """{shipment: (Side that is due with it, Side that was invoiced)}.

        ``policy`` is the service policy of a rule. Shipments of orders that had
        another one are absent: invoices do not say which of them a fee belongs to.
        """
        return {
            shipment: (
                orders._get_due_fees(policy),
                orders._get_invoiced_fees(),
            )
            for shipment in self
            if (orders := shipment.sale_order_ids) and not shipment._get_rivals(orders)
        }

    def _get_rivals(self, orders):
        """Other shipments that the fees of these orders could go with."""
        mates = orders.logistics_shipment_ids - self
        return mates.filtered(lambda mate: mate.status != "cancelled")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_due_fees(self, policy):
        side = Side()
        for order in self:
            for line in order._get_due(order._get_unshipped_lines(), policy):
                if line.product_id.invoice_policy == "order":
                    side.add(line.currency_id, Decimal(str(line.price_total)))
                elif line.qty_delivered or line.qty_invoiced:
                    # Nobody kept how much of it was done by when.
                    side.add(line.currency_id, None)
        return side

    def _get_invoiced_fees(self):
        side = Side()
        for bill in self._get_unshipped_lines().invoice_lines:
            sign = SIGNS.get(bill.move_id.move_type)
            if bill.move_id.state == "cancel" or not sign:
                continue
            side.add(bill.currency_id, sign * Decimal(str(bill.price_total)))
            if bill.move_id.state != "posted":
                side.doubt = "draft"
        return side
