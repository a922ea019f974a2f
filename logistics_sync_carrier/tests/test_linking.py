# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestLinking(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_order(client_order_ref="PO-55")
        cls.shipment = cls.ship(cls.order, "1Z001")
        cls.other = cls.ship(cls.create_order(), "1Z900")

    def link(self, **references):
        [event] = self.receive(self.scan(at="2026-11-20T10:00:00Z", **references))
        return event

    def test_every_reference_finds_the_shipment(self):
        """A3: tracking, PRO, B/L, our number, order, customer's order, delivery."""
        self.shipment.write({"pro_number": "PRO1", "bill_of_lading": "BL1"})
        references = [
            {"tracking_number": "1Z001"},
            {"pro_number": "PRO1"},
            {"bill_of_lading": "BL1"},
            {"shipment": self.shipment.name},
            {"order": self.order.name},
            {"order": "PO-55"},
            {"delivery": self.order.picking_ids.name},
        ]
        for reference in references:
            with self.subTest(**reference):
                event = self.link(**reference)
                self.assertEqual(event.state, "done", event.error)
                self.assertEqual(event._get_document(), self.shipment)

    def test_unknown_number_is_a_question(self):
        """G4: an unknown number is one sentence naming number and partner."""
        event = self.link(tracking_number="1Z404")
        self.assertEqual(event.state, "exception")
        question = self.exception_of(event)
        self.assertEqual(question.code, "unknown_tracking")
        self.assertIn("1Z404", question.name)
        self.assertIn("Parcel One", question.name)

    def test_contradiction_is_a_question(self):
        """G4: tracking of one order, number of another: nobody is moved."""
        event = self.link(tracking_number="1Z900", order=self.order.name)
        question = self.exception_of(event)
        self.assertEqual(question.code, "conflicting_references")
        self.assertIn("1Z900", question.name)
        self.assertIn(self.order.name, question.name)
        self.assertFalse((self.shipment | self.other).milestone_ids)

    def test_order_with_two_shipments_is_ambiguous(self):
        """G4: an order number that fits two shipments is not guessed."""
        order = self.create_order()
        self.ship(order, "1Z010", {self.lamp: 6})
        self.ship(order, "1Z011")
        self.assertEqual(len(order.logistics_shipment_ids), 2)
        event = self.link(order=order.name)
        self.assertEqual(self.exception_of(event).code, "ambiguous_reference")

    def test_new_number_of_a_known_order_is_a_package(self):
        """A3: a parcel nobody announced joins the shipment its order names."""
        event = self.link(tracking_number="1Z002", order=self.order.name)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(
            self.shipment.package_ids.mapped("tracking_number"), ["1Z001", "1Z002"]
        )
        self.assertEqual(
            self.shipment.milestone_ids.package_id.tracking_number, "1Z002"
        )

    def test_scan_before_its_shipment_is_tried_again(self):
        """G4: a question about a number solves itself when its shipment appears."""
        event = self.link(tracking_number="1Z050")
        question = self.exception_of(event)
        shipment = self.ship(self.create_order(), "1Z050")
        self.assertEqual(event.message_id.state, "queued")
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "done")
        self.assertEqual(event._get_document(), shipment)
        self.assertEqual(question.state, "resolved")

    def test_clerk_links_a_shipment(self):
        """G10: a clerk says which shipment it is; the event and its like follow."""
        first = self.link(tracking_number="1Z404")
        [second] = self.receive(
            self.scan("delivered", tracking_number="1Z404", at="2026-11-21T09:00:00Z")
        )
        question = self.exception_of(first)
        action = question.action_link_shipment()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.sibling_count, 1)
        wizard.shipment_id = self.shipment
        wizard.action_confirm()
        self.assertEqual(question.state, "resolved")
        self.assertEqual(question.resolution, "linked")
        messages = first.message_id | second.message_id
        messages._process_set(first.message_id.received_at)
        self.assertEqual(set((first | second).mapped("state")), {"done"})
        package = self.shipment.package_ids.filtered(
            lambda package: package.tracking_number == "1Z404"
        )
        self.assertEqual(package.status, "delivered")
        self.assertEqual(self.shipment.status, "partially_delivered")

    def test_clerk_links_an_order_and_it_is_remembered(self):
        """G10: the partner's own order number finds the order from then on."""
        event = self.link(order="THEIR-9")
        wizard = self.env["logistics.link.shipment"].create(
            {"exception_id": self.exception_of(event).id}
        )
        wizard.sale_order_id = self.order
        wizard.action_confirm()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event._get_document(), self.shipment)
        [later] = self.receive(
            self.scan("delivered", at="2026-11-22T10:00:00Z", order="THEIR-9")
        )
        self.assertEqual(later.state, "done", later.error)
        self.assertEqual(later._get_document(), self.shipment)

    def test_enrichment(self):
        """A22: a tracking number alone gives order, customer and company."""
        account = self.env["account.analytic.account"].create(
            {
                "name": "Outbound",
                "code": "OUT",
                "plan_id": self.env["account.analytic.plan"]
                .create({"name": "Cost"})
                .id,
            }
        )
        self.order.order_line.analytic_distribution = {str(account.id): 100}
        event = self.link(tracking_number="1Z001")
        facts = event.enrichment
        self.assertEqual(facts["orders"][0]["name"], self.order.name)
        self.assertEqual(facts["orders"][0]["customer_reference"], "PO-55")
        self.assertEqual(facts["customer"]["reference"], "C-100")
        self.assertEqual(facts["company"]["id"], self.company.id)
        self.assertEqual(facts["analytic_accounts"][0]["code"], "OUT")
        self.assertEqual(facts["shipment"]["name"], self.shipment.name)

    def test_other_companies_do_not_answer(self):
        """M1, A3: a number of another company is unknown here, and may exist twice."""
        other = self.env["res.company"].create({"name": "Second"})
        connector = self.create_connector("second-parcel", company_id=other.id)
        [event] = self.receive(self.scan(tracking_number="1Z001"), connector=connector)
        self.assertEqual(self.exception_of(event).code, "unknown_tracking")
        foreign = self.env["logistics.shipment"].create({"company_id": other.id})
        foreign._add_tracking_numbers(["1Z001"])
        self.assertEqual(foreign.package_ids.tracking_number, "1Z001")

    def test_tracking_number_is_unique(self):
        """B9: the database refuses a second package of one number in a company."""
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["logistics.shipment.package"].create(
                {"shipment_id": self.other.id, "tracking_number": "1z 001"}
            )

    def test_consequences_are_logged_in_order(self):
        """A25: the event log shows every configured consequence."""
        event = self.link(tracking_number="1Z001")
        self.assertEqual(
            [step["consequence"] for step in event.steps][:2],
            ["link_shipment", "record_milestone"],
        )
        self.assertTrue(event.event_type_id.owner_id)

    def test_two_connectors_share_the_handler(self):
        """A24: the same fact over another connector has the same effect."""
        [event] = self.receive(
            self.scan("delivered", tracking_number="1Z001"), connector=self.tpl
        )
        self.assertEqual(event.state, "done")
        self.assertEqual(self.shipment.status, "delivered")

    def test_unknown_code_never_moves(self):
        """F1: a milestone nobody knows is a question, and no row on the timeline."""
        [event] = self.receive(
            self.scan("unknown", tracking_number="1Z001", event_type="in_transit")
        )
        self.assertEqual(event.state, "exception")
        self.assertEqual(self.exception_of(event).code, "unknown_code")
        self.assertFalse(self.shipment.milestone_ids)
