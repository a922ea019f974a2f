# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.codec import schema
from odoo.addons.logistics_sync_base.core.invoice_check import check_invoice

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoicePublished(InvoicingCase):
    def make_invoice(self, move_type="out_invoice", **values):
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.customer.id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.bolt.id, "quantity": 3, "price_unit": 10.1}
                    ),
                    Command.create(
                        {
                            "product_id": self.nut.id,
                            "quantity": 0.5,
                            "price_unit": 5,
                            "discount": 10,
                        }
                    ),
                    Command.create({"display_type": "line_note", "name": "Thank you"}),
                ],
            }
            | values
        )

    def get_events(self, invoice):
        return self.env["logistics.sync.event"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", invoice.id)]
        )

    def test_a_posted_invoice_is_told(self):
        """D21: posting publishes the canonical invoice, its amounts as exact texts."""
        invoice = self.make_invoice(correlation_id="story-of-an-invoice")
        self.assertFalse(self.get_events(invoice))
        invoice.action_post()
        event = self.get_events(invoice)
        self.assertEqual(event.event_type_id.code, "customer_invoice_posted")
        self.assertEqual((event.state, event.reference), ("done", invoice.name))
        self.assertEqual(event.correlation_id, "story-of-an-invoice")
        told = event.canonical
        self.assertFalse(schema.checker("customer_invoice/1.0").check(told))
        self.assertEqual(
            [(line["quantity"], line["amount"]) for line in told["lines"]],
            [("3", "30.30"), ("0.5", "2.25")],
        )
        totals = {name: Decimal(value) for name, value in told["totals"].items()}
        self.assertEqual(totals["net"], Decimal("32.55"))
        self.assertEqual(totals["net"] + totals["tax"], totals["total"])
        self.assertEqual(
            sum(Decimal(tax["amount"]) for tax in told["taxes"]), totals["tax"]
        )
        self.assertEqual(told["customer"]["name"], "Harbour Tools")
        self.assertEqual(told["customer"]["address"]["country"], "US")

    def test_a_credit_note_has_positive_amounts(self):
        """D21: what the document does is its kind, not a sign."""
        invoice = self.make_invoice()
        invoice.action_post()
        credit = invoice._reverse_moves()
        credit.action_post()
        told = self.get_events(credit).canonical
        self.assertEqual(told["kind"], "credit_note")
        self.assertEqual(told["original_invoice"], invoice.name)
        self.assertEqual(told["totals"]["net"], "32.55")
        for amount in (told["totals"]["tax"], told["taxes"][0]["amount"]):
            self.assertGreater(Decimal(amount), 0)

    def test_cash_rounding_is_part_of_what_adds_up(self):
        """D21: rounded to coins up or down, in a line or in the tax, it adds up."""
        accounts = self.env["account.account"].search(
            [("account_type", "in", ("income_other", "expense"))], limit=1
        )
        for strategy, step, kinds in (
            ("add_invoice_line", 1, ["charge"]),
            ("add_invoice_line", 10, ["allowance"]),
            ("biggest_tax", 1, []),
        ):
            rounding = self.env["account.cash.rounding"].create(
                {
                    "name": "Coins",
                    "rounding": step,
                    "strategy": strategy,
                    "rounding_method": "UP" if "charge" in kinds else "DOWN",
                    "profit_account_id": accounts.id,
                    "loss_account_id": accounts.id,
                }
            )
            for kind in ("out_invoice", "out_refund"):
                invoice = self.make_invoice(kind, invoice_cash_rounding_id=rounding.id)
                invoice.action_post()
                told = self.get_events(invoice).canonical
                self.assertFalse(schema.checker("customer_invoice/1.0").check(told))
                self.assertEqual(check_invoice(told), [])
                self.assertEqual([one["kind"] for one in told["allowances"]], kinds)
                self.assertEqual(Decimal(told["totals"]["total"]) % step, 0)

    def test_posted_again_it_is_told_only_when_it_changed(self):
        """B6, D21: the same wording once; a corrected invoice is news."""
        invoice = self.make_invoice()
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(len(self.get_events(invoice)), 1)
        invoice.button_draft()
        invoice.invoice_line_ids[0].quantity = 4
        invoice.action_post()
        self.assertEqual(len(self.get_events(invoice)), 2)

    def test_amounts_have_the_decimals_of_their_currency(self):
        """D21: a currency without cents has none in the document either."""
        yen = self.env.ref("base.JPY")
        yen.active = True
        invoice = self.make_invoice(currency_id=yen.id)
        invoice.action_post()
        told = self.get_events(invoice).canonical
        self.assertEqual(told["currency"], "JPY")
        for amount in [line["amount"] for line in told["lines"]]:
            self.assertNotIn(".", amount)

    def test_other_documents_are_not_told(self):
        """D21: bills of suppliers are not invoices to customers."""
        bill = self.make_invoice("in_invoice")
        bill.action_post()
        self.assertFalse(self.get_events(bill))

    def test_several_are_told_one_by_one(self):
        """D21: posting many at once tells each of them."""
        invoices = self.make_invoice() + self.make_invoice()
        invoices._post()
        for invoice in invoices:
            self.assertEqual(len(self.get_events(invoice)), 1)
