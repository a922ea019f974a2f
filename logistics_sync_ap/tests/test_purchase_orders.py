# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.logistics_sync_base.tests.common import (
    EVENT_TYPE,
    LogisticsSyncCommon,
    delivery_event,
)


@tagged("post_install", "-at_install")
class TestPurchaseOrders(LogisticsSyncCommon, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.partner_a.id,
                "partner_ref": "SO-AT-VENDOR-5",
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product_a.id,
                            "product_qty": 2,
                            "price_unit": 10,
                        }
                    )
                ],
            }
        )
        cls.order.button_confirm()

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("purchase.group_purchase_manager")
            | cls.quick_ref("stock.group_stock_user")
            | cls.quick_ref("logistics_sync_base.group_logistics_manager")
        )

    def make_bill(self):
        bill = self.init_invoice(
            "in_invoice", partner=self.partner_a, products=self.product_a
        )
        bill.invoice_line_ids.purchase_line_id = self.order.order_line
        bill.ref = "FRT-2026-9"
        bill.action_post()
        return bill

    def test_the_badge_of_a_purchase_order(self):
        """B3: red while something about it, its receipt or its bill is open."""
        bill = self.make_bill()
        self.assertEqual(self.order.sync_state, "none")
        questions = self.env["logistics.sync.exception"]
        for record in (self.order, self.order.picking_ids[:1], bill):
            question = questions._raise_for("quantity_mismatch", "Look", record=record)
            self.env.invalidate_all()
            self.assertEqual(self.order.sync_state, "problem", record)
            action = self.order.action_view_sync_exceptions()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(question, found)
            if record == bill:
                self.assertEqual(bill.sync_state, "problem")
            question._resolve("fixed")
            self.env.invalidate_all()

    def test_the_badge_stands_once_on_the_form(self):
        """B3: of the order and of the bill, whichever other addons are installed."""
        for model in ("purchase.order", "account.move"):
            [arch] = [
                etree.fromstring(view["arch"])
                for name, view in self.env[model]
                .get_views([(False, "form")])["views"]
                .items()
            ]
            for path in (
                "//field[@name='sync_state'][@widget='badge']",
                "//button[@name='action_view_sync_messages']",
                "//button[@name='action_view_sync_exceptions']",
            ):
                self.assertEqual(len(arch.xpath(path)), 1, f"{model} {path}")

    def test_its_messages_are_a_click_away(self):
        """B3: what was told about the order is listed, and nothing else."""
        subscriber = self.make_connector()
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Orders",
                "connector_id": subscriber.id,
                "event_type_ids": self.event_type.ids,
            }
        )
        publish = self.env["logistics.sync.event"]._publish
        publish(EVENT_TYPE, delivery_event("PO-1"), record=self.order)
        publish(EVENT_TYPE, delivery_event("PO-2"), record=self.partner_a)
        action = self.order.action_view_sync_messages()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(found), 1)
        self.assertEqual(found.delivery_ids.event_id.reference, "PO-1")
        self.assertEqual(self.order.sync_message_count, 1)

    def test_the_same_chain_from_order_and_bill(self):
        """B5: purchase order, vendor's number, bill and vendor's bill number."""
        bill = self.make_bill()
        trace = self.env["logistics.sync.trace"]
        for number in (self.order.name, "so-at-vendor-5", bill.name, "FRT-2026-9"):
            [story] = trace._trace_stories(number)
            found = {
                stage["model"]: [row["id"] for row in stage["rows"]]
                for stage in story["stages"]
            }
            self.assertEqual(found["purchase.order"], self.order.ids, number)
            self.assertEqual(found["account.move"], bill.ids, number)
            self.assertEqual(len(story["stages"]), len(found), number)

    def test_the_payment_is_part_of_the_chain(self):
        """B5: from the order, the bill or the payment; its entry is no other thing."""
        bill = self.make_bill()
        bill.payment_reference = "RF18-BILL"
        payments = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        payment = payments.create({})._create_payments()
        self.env.invalidate_all()
        for number in (self.order.name, bill.name, payment.name):
            stories = self.env["logistics.sync.trace"]._trace_stories(number)
            self.assertEqual(len(stories), 1, number)
            found = {
                stage["model"]: [row["id"] for row in stage["rows"]]
                for stage in stories[0]["stages"]
            }
            self.assertEqual(found["account.move"], bill.ids, number)
            self.assertEqual(found["account.payment"], payment.ids, number)
