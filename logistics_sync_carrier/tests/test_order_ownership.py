# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Command
from odoo.tests import tagged

from .common_orders import OrderCase


@tagged("post_install", "-at_install")
class TestOrderOwnership(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.order_change = "quotation"

    def change(self, number, *lines, **values):
        return self.send(
            self.order(
                number,
                *lines,
                event_type="order_changed",
                action="change",
                **values,
            )
        )

    def own(self, **values):
        return self.env["logistics.sync.ownership"].create(
            {"object": "order", "company_id": self.company.id} | values
        )

    def test_a_price_that_odoo_owns_stays(self):
        """A14: Odoo owns order prices: a changed price is refused, the rest applied."""
        self.send(self.order("SO-1", self.line("LAMP-1", 2)))
        order = self.made("SO-1")
        price = order.order_line.price_unit
        self.own(part="price", operation="update", owner="odoo")
        cheap = self.line("LAMP-1", 2, unit_price=f"{price / 2:.2f}")
        (refused,) = self.change("SO-1", cheap)
        question = self.exception_of(refused)
        self.assertEqual(question.code, "ownership_conflict")
        self.assertEqual(
            (question.res_model, question.res_id), ("sale.order", order.id)
        )
        self.assertIn("Odoo has the say", question.name)
        self.assertEqual(order.order_line.price_unit, price)
        (applied,) = self.change("SO-1", self.line("LAMP-1", 3))
        self.assertEqual(applied.state, "done", applied.error)
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(order.order_line.price_unit, price)

    def test_orders_may_belong_to_one_system(self):
        """A14: who may not cancel or make orders is refused before anything is done."""
        self.send(self.order("SO-2", self.line("LAMP-1")))
        other = self.create_connector("other-shop", kind="platform")
        owned = {
            "owner": "connectors",
            "connector_ids": [Command.set(other.ids)],
        }
        self.own(operation="archive", **owned)
        self.own(operation="create", **owned)
        cancel = {"event_type": "order_cancelled", "action": "cancel"}
        (cancelled,) = self.send(self.order("SO-2", self.line("LAMP-1"), **cancel))
        (made,) = self.send(self.order("SO-3", self.line("LAMP-1")))
        for event in cancelled | made:
            self.assertEqual(self.exception_of(event).code, "ownership_conflict")
        self.assertNotEqual(self.made("SO-2").state, "cancel")
        self.assertFalse(self.made("SO-3"))
