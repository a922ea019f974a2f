# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourInvoicing(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order()
        cls.carrier = cls.make_parcel_connector(DLV="delivered")

    def test_finance_approves_a_release(self):
        """G18: an invoice above the limit is posted when finance approves it."""
        finance = self.make_person(
            "finance_of_the_tour", "finance", "account.group_account_invoice"
        )
        self.make_rule("delivered", action="approve")
        shipment = self.ship(self.order, "1Z-TOUR-3")
        self.tell(self.carrier, "1Z-TOUR-3", "DLV")
        self.invoice_eligible()
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "to_approve")
        self.assertFalse(shipment.invoice_ids)

        self.start_tour(
            "/odoo", "logistics_sync_approve_release", login="finance_of_the_tour"
        )
        self.env.invalidate_all()
        self.assertEqual(release.state, "invoiced")
        self.assertEqual(release.decision, "approved")
        self.assertEqual(release.decided_by_id, finance)
        self.assertEqual(shipment.invoice_ids.state, "posted")
        self.assertEqual(shipment.invoice_ids.invoice_line_ids.quantity, 10)

    def test_a_salesperson_asks_why_an_order_is_not_invoiced(self):
        """G9: the button on an order shows what is met and what is missing."""
        self.make_person(
            "seller_of_the_tour", "user", "sales_team.group_sale_salesman_all_leads"
        )
        self.make_rule("dispatched", "proof_of_delivery")
        shipment = self.ship(self.order, "1Z-TOUR-4")
        self.tell(self.carrier, "1Z-TOUR-4", "DLV")

        self.start_tour(
            f"/odoo/sales/{self.order.id}",
            "logistics_sync_why_not_invoiced",
            login="seller_of_the_tour",
        )
        release = shipment.invoice_release_id
        self.assertEqual(release.state, "waiting")
        missing = release.line_ids.filtered(lambda line: not line.met)
        self.assertEqual(missing.mapped("kind"), ["proof_of_delivery"])
        self.assertFalse(self.order.invoice_ids)
