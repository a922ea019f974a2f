# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command
from odoo.tests import tagged

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestStandardUsers(InvoicingCase):
    """People who know nothing of this addon do their work as before."""

    def make_user(self, *groups):
        return self.env["res.users"].create(
            {
                "name": "Warehouse clerk",
                "login": "standard_user",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set([self.env.ref(name).id for name in groups])],
            }
        )

    def test_warehouse_people_do_transfers_of_invoiced_orders(self):
        """N11: whoever does a transfer need not see its sales order."""
        self.bolt.invoice_policy = "order"
        order = self._order((self.bolt, 4))
        order._create_invoices()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        clerk = self.make_user("base.group_user", "stock.group_stock_user")
        clerk_picking = picking.with_user(clerk).with_context(skip_sms=True)
        self.env.invalidate_all()
        self.assertIs(clerk_picking.button_validate(), True)
        self.assertEqual(picking.state, "done")

    def test_a_company_is_made_without_rights_in_logistics(self):
        """N11, B13: its batch jobs are made for it, whoever makes the company."""
        admin = self.make_user("base.group_system", "account.group_account_manager")
        company = self.env["res.company"].with_user(admin).create({"name": "Harbour"})
        jobs = (
            self.env["logistics.sync.batch.job"]
            .sudo()
            .search([("company_id", "=", company.id)])
        )
        self.assertIn("flows", jobs.mapped("code"))
