# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceLedger(InvoicingCase):
    """Nobody invoices the same moved quantity twice, by rule or by hand."""

    def _entries(self, order, state="active"):
        return self.env["logistics.invoiced.quantity"].search(
            [
                ("sale_line_id", "in", order.order_line.ids),
                ("state", "=", state),
            ]
        )

    def _by_hand(self, order):
        return order._create_invoices()

    def test_by_hand_first(self):
        """B9, G13: what was invoiced by hand is not invoiced by the rule again."""
        self._rule("delivered")
        order = self._order((self.bolt, 5))
        shipment = self._ship(order)
        invoice = self._by_hand(order)
        self.assertEqual(invoice.shipment_ids, shipment)
        self._tell(shipment, "delivered")
        self._run_cron()
        self.assertEqual(order.invoice_ids, invoice)
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "nothing")
        self.assertIn("invoiced already", release.summary)

    def test_by_hand_after_the_rule(self):
        """B9, G13: by hand only the rest can be invoiced."""
        self._rule("dispatched", action="draft")
        paid = self._create_goods("Valve", 40, invoice_policy="order")
        order = self._order((self.bolt, 5), (paid, 10))
        self._ship(order, {self.bolt: 5, paid: 4})
        self._run_cron()
        rest = self._by_hand(order)
        self.assertEqual(self._billed(rest), {paid: 6})
        self._ship(order)
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids), {self.bolt: 5, paid: 10})

    def test_part_by_hand(self):
        """B9, G13: a draft cut down by hand leaves the rest to the rule."""
        self._rule("delivered", action="draft")
        order = self._order((self.bolt, 10))
        shipment = self._ship(order)
        invoice = self._by_hand(order)
        invoice.invoice_line_ids.quantity = 4
        self.assertEqual(self._entries(order).quantity, 4)
        self._tell(shipment, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids - invoice), {self.bolt: 6})
        self.assertEqual(sum(self._entries(order).mapped("quantity")), 10)

    def test_paid_before_it_ships(self):
        """B9: goods invoiced when ordered find their moves when they leave."""
        self._rule("dispatched")
        paid = self._create_goods("Valve", 40, invoice_policy="order")
        order = self._order((paid, 10))
        invoice = self._by_hand(order)
        self.assertFalse(self._entries(order))
        shipment = self._ship(order)
        self.assertEqual(self._entries(order).quantity, 10)
        self.assertEqual(self._entries(order).invoice_id, invoice)
        self._run_cron()
        self.assertEqual(order.invoice_ids, invoice)
        self.assertEqual(shipment.invoice_release_id.state, "nothing")

    def test_edited_quantity_is_refused(self):
        """B9: a draft raised above what left cannot be posted."""
        order = self._order((self.bolt, 10))
        self._ship(order, {self.bolt: 6})
        invoice = self._by_hand(order)
        with Form(invoice) as form, form.invoice_line_ids.edit(0) as line:
            line.quantity = 7
        with self.assertRaisesRegex(UserError, "only 6.0 may be.*by 1.0"):
            invoice.action_post()
        invoice.invoice_line_ids.quantity = 6
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_prepaid_goods_may_be_posted(self):
        """B9: goods billed as ordered may be invoiced before they leave."""
        paid = self._create_goods("Valve", 40, invoice_policy="order")
        order = self._order((paid, 10))
        invoice = self._by_hand(order)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_credit_note_gives_back(self):
        """B9: a reversed invoice gives the goods back; nothing is billed by itself."""
        self._rule("dispatched")
        order = self._order((self.bolt, 5))
        shipment = self._ship(order)
        self._run_cron()
        invoice = shipment.invoice_ids
        invoice._reverse_moves(cancel=True)
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "cancelled")
        self.assertFalse(self._entries(order))
        self.assertEqual(self._entries(order, "released").quantity, 5)
        self._run_cron()
        self.assertEqual(len(order.invoice_ids), 2, "credited on purpose, left alone")
        release.action_retry()
        self.assertEqual(release.state, "invoiced")
        self.assertEqual(self._billed(order.invoice_ids), {self.bolt: 5})
        self.assertEqual(len(order.invoice_ids), 3)

    def test_part_credit(self):
        """B9, G13: returned and credited goods are not invoiced again."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        shipment = self._ship(order)
        self._run_cron()
        self._return(shipment, 4)
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, "out_refund")
        refund.action_post()
        self.assertEqual(self._entries(order).quantity, 6)
        self.assertEqual(self._entries(order, "released").quantity, 4)
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "invoiced")
        release.sudo().state = "eligible"
        self._run_cron()
        self.assertEqual(release.state, "nothing")

    def test_draft_credit_note_does_not_let_a_second_invoice_post(self):
        """B9: what a draft credit note promises cannot be posted again yet."""
        self._rule("dispatched")
        order = self._order((self.bolt, 5))
        shipment = self._ship(order)
        self._run_cron()
        refund = shipment.invoice_ids._reverse_moves()
        again = self._by_hand(order)
        with self.assertRaisesRegex(UserError, "credit note"):
            again.action_post()
        refund.action_post()
        again.action_post()
        self.assertEqual(again.state, "posted")

    def test_deleted_and_cancelled_drafts_give_back(self):
        """B9: a deleted or cancelled draft gives the goods back."""
        order = self._order((self.bolt, 5))
        self._ship(order)
        invoice = self._by_hand(order)
        self.assertEqual(self._entries(order).quantity, 5)
        invoice.button_cancel()
        self.assertFalse(self._entries(order))
        invoice.button_draft()
        self.assertEqual(self._entries(order).quantity, 5)
        invoice.unlink()
        self.assertFalse(self._entries(order))
        again = self._by_hand(order)
        self.assertEqual(self._billed(again), {self.bolt: 5})

    def test_deleted_line_gives_back(self):
        """B9: a line taken off a draft is to be invoiced again."""
        order = self._order((self.bolt, 5), (self.nut, 3))
        self._ship(order)
        invoice = self._by_hand(order)
        line = invoice.invoice_line_ids.filtered(lambda aml: aml.product_id == self.nut)
        invoice.write({"invoice_line_ids": [Command.delete(line.id)]})
        self.assertEqual(self._entries(order).product_id, self.bolt)
        self.assertEqual(self._billed(self._by_hand(order)), {self.nut: 3})

    def test_cancelled_credit_note_takes_again(self):
        """B9: a credit note that is cancelled gives nothing back any more."""
        self._rule("dispatched")
        order = self._order((self.bolt, 5))
        shipment = self._ship(order)
        self._run_cron()
        refund = shipment.invoice_ids._reverse_moves()
        self.assertFalse(self._entries(order))
        refund.button_cancel()
        self.assertEqual(self._entries(order).quantity, 5)

    def test_database_guards_the_position(self):
        """B9: two entries of one move cannot take the same place in the ledger."""
        order = self._order((self.bolt, 5))
        self._ship(order)
        self._by_hand(order)
        entry = self._entries(order).sudo()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            entry.copy({"quantity": 0.5, "position": entry.position})

    def test_never_more_than_moved(self):
        """B9: an entry above the moved quantity is refused."""
        order = self._order((self.bolt, 5))
        self._ship(order)
        self._by_hand(order)
        entry = self._entries(order).sudo()
        self.assertEqual(entry.stock_move_id.invoiced_quantity, 5)
        with self.assertRaisesRegex(ValidationError, "only 5.0 moved"):
            entry.copy({"quantity": 1, "position": 99})

    def test_one_release_a_shipment(self):
        """B9: a shipment has one release, whoever asks first."""
        self._rule("delivered")
        shipment = self._ship(self._order((self.bolt, 5)))
        release = shipment.invoice_release_id
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            release.sudo().copy({"shipment_id": shipment.id})

    def test_salesperson_invoices_by_hand(self):
        """B9, N4: the ledger is kept for users who may not read it."""
        seller = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller-ledger",
                "company_ids": self.company.ids,
                "company_id": self.company.id,
                "group_ids": [
                    Command.set(self.env.ref("sales_team.group_sale_salesman").ids)
                ],
            }
        )
        order = self._order((self.bolt, 5), user_id=seller.id)
        self._ship(order)
        invoice = order.with_user(seller)._create_invoices()
        self.assertEqual(self._entries(order).invoice_id.id, invoice.id)
