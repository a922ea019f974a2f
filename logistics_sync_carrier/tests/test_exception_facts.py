# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestExceptionFacts(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_order(commitment_date="2026-11-25 12:00:00")
        cls.shipment = cls.ship(cls.order, "1Z001")

    def own_status(self, **values):
        return self.env["logistics.sync.ownership"].create(
            {
                "object": "shipment",
                "part": "status",
                "company_id": self.shipment.company_id.id,
            }
            | values
        )

    def test_a_question_knows_customer_day_and_carrier(self):
        """J16, J14: from the shipment behind it, and so in ageing by carrier."""
        method = self.env["delivery.carrier"].create(
            {
                "name": "Parcel One Express",
                "product_id": self.env["product.product"]
                .create({"name": "Freight", "type": "service"})
                .id,
            }
        )
        self.shipment.carrier_id = method
        question = self.env["logistics.sync.exception"]._raise_for(
            "status_drift", "Differs", record=self.shipment
        )
        self.assertEqual(question.customer_id, self.shipment.partner_id)
        self.assertEqual(question.due_date, datetime(2026, 11, 25).date())
        self.assertEqual(question.delivery_carrier_id, method)
        self.env.flush_all()
        ages = self.env["logistics.sync.exception.age"]
        groups = ages._read_group(
            [("exception_id", "=", question.id)],
            ["delivery_carrier_id", "bucket"],
            ["__count"],
        )
        self.assertEqual(groups, [(method, "0", 1)])

    def test_both_odoo_and_a_carrier_set_the_status(self):
        """J22: what the one who has no say tells is a question, and changes nothing."""
        self.own_status(owner="odoo")
        [event] = self.receive(
            self.scan("delivered", tracking_number="1Z001", at="2026-11-21T10:00:00Z")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "ownership_conflict")
        self.assertIn("Odoo", question.name)
        self.assertIn(self.carrier.name, question.name)
        self.assertEqual(self.shipment.status, "planned")
        self.assertTrue(question.team_id and question.owner_id)

    def test_the_conflict_ends_with_its_cause(self):
        """J22, J20: the say given to the carrier, one click applies what it told."""
        rule = self.own_status(owner="odoo")
        [event] = self.receive(
            self.scan("delivered", tracking_number="1Z001", at="2026-11-21T10:00:00Z")
        )
        question = self.exception_of(event)
        rule.active = False
        question.action_solve()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual((event.state, question.state), ("done", "resolved"))
        self.assertEqual(self.shipment.status, "delivered")

    def test_the_usual_answer_of_each_kind(self):
        """J11: one click in the queue opens what answers most of them."""
        [event] = self.receive(self.scan(tracking_number="1Z404"))
        action = self.exception_of(event).action_solve()
        self.assertEqual(action["res_model"], "logistics.link.shipment")
