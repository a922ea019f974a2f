# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceDownPayment(InvoicingCase):
    """What was paid in advance is deducted where it fits, and never turns the sign."""

    def test_small_down_payment(self):
        """G13: a down payment is deducted from an invoice that is larger."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        total = order.amount_total
        self._pay_in_advance(order, 20)
        shipment = self._ship(order)
        self._run_cron()
        invoice = shipment.invoice_ids
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertAlmostEqual(invoice.amount_total, total * 0.8)

    def test_large_down_payment_is_deferred(self):
        """G13: a down payment larger than the shipment makes no credit note."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        ordered = order.amount_total
        self._pay_in_advance(order, 50)
        first = self._ship(order, {self.bolt: 1})
        self._run_cron()
        self.assertEqual(first.invoice_ids.move_type, "out_invoice")
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 1})
        self.assertFalse(self._exceptions("down_payment_left"))
        second = self._ship(order)
        self._run_cron()
        self.assertEqual(second.invoice_ids.move_type, "out_invoice")
        total = sum(
            -move.direction_sign * move.amount_total for move in order.invoice_ids
        )
        self.assertAlmostEqual(total, ordered)

    def test_down_payment_nobody_can_deduct(self):
        """G13: a down payment above the last invoice is a question for finance."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        self._pay_in_advance(order, 90)
        self._ship(order, {self.bolt: 5})
        self._run_cron()
        self._ship(order)
        self._run_cron()
        self.assertEqual(len(self._exceptions("down_payment_left", order)), 1)

    def _pay_in_advance(self, order, percentage):
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": percentage,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        wizard._create_invoices(order).action_post()
