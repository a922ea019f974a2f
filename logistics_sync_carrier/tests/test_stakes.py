# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestStakes(ShipmentCase):
    """Questions say how much money is at stake."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.lamp | cls.shade).taxes_id = False
        cls.order = cls.create_order()
        cls.shipment = cls.ship(cls.order, "1Z001")

    def stake(self, document, connector=None):
        [event] = self.receive(document, connector=connector or self.carrier)
        return self.exception_of(event).amount

    def test_unknown_code(self):
        """J1: an unknown status is about the goods of its shipment."""
        document = self.scan(
            "unknown", tracking_number="1Z001", event_type="in_transit"
        )
        self.assertEqual(self.stake(document), 500)

    def test_contradiction(self):
        """J1: of two shipments in question the larger one counts."""
        self.ship(self.create_order((self.lamp, 3)), "1Z900")
        document = self.scan(tracking_number="1Z900", order=self.order.name)
        self.assertEqual(self.stake(document), 500)

    def test_not_shipped_yet(self):
        """J1: a scan for an order that did not leave is about the order."""
        order = self.create_order((self.lamp, 4))
        self.assertEqual(self.stake(self.scan(order=order.name)), 200)

    def test_nobody_knows(self):
        """J1: a number nobody knows has no amount."""
        self.assertEqual(self.stake(self.scan(tracking_number="1Z404")), 0)

    def test_quantities(self):
        """J1: more than ordered, another unit, a stranger's goods: the order counts."""
        order = self.create_order((self.lamp, 2), (self.shade, 1))
        documents = {
            "quantity_exceeds_order": self.notice(("LAMP-1", 9), order=order.name),
            "unknown_product": self.notice(("SOFA", 1), order=order.name),
        }
        for code, document in documents.items():
            with self.subTest(code=code):
                [event] = self.receive(document, connector=self.tpl)
                question = self.exception_of(event)
                self.assertEqual((question.code, question.amount), (code, 110))

    def test_unknown_unit(self):
        """J1, C7: a unit nobody has is about the order as well."""
        order = self.create_order((self.lamp, 2))
        item = self.item("LAMP-1", 1, uom="CA")
        message = self.post(
            self.notice(order=order.name, items=[item]), connector=self.tpl
        )
        message._process_isolated(message.received_at)
        question = self.exception_of(message.event_ids)
        self.assertEqual((question.code, question.amount), ("unknown_unit", 100))

    def test_company_currency(self):
        """J1: the amount is in the currency of the company."""
        currency = self.env["res.currency"].create(
            {
                "name": "TSK",
                "symbol": "T",
                "rate_ids": [
                    fields.Command.create({"name": "2026-01-01", "rate": 4.0})
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Tokens", "currency_id": currency.id}
        )
        order = self.create_order(pricelist_id=pricelist.id)
        self.assertEqual(order.amount_total, 2000)
        self.assertEqual(self.stake(self.scan(order=order.name)), 500)
        self.ship(order, "1Z700")
        document = self.scan(
            "unknown", tracking_number="1Z700", event_type="in_transit"
        )
        self.assertEqual(self.stake(document), 500)

    def test_many_questions_at_once(self):
        """J1, K18: each has its own amount; many cost as many statements as few."""
        orders = [self.create_order((self.lamp, 1 + place)) for place in range(12)]
        documents = [self.scan(order=order.name) for order in orders]
        documents.append(self.scan(tracking_number="1Z404"))

        def count(some):
            message = self.post(*some)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            message._process_set(fields.Datetime.now())
            self.env.flush_all()
            statements = self.env.cr.sql_log_count - before
            return message.event_ids.sorted("position"), statements

        count([self.scan(order=orders[0].name, at="2026-11-19T10:00:00Z")])
        __, few = count(documents[-3:])
        events, many = count(documents[:-3])
        amounts = [self.exception_of(event).amount for event in events]
        self.assertEqual(amounts, [50.0 * (1 + place) for place in range(10)])
        self.assertLess(many - few, 5)
