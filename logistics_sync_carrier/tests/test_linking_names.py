# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestLinkingAndNames(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_order()
        cls.shipment = cls.ship(cls.order, "1Z001")

    def answer(self, number, **values):
        """A clerk answers the question about an unknown tracking number."""
        [event] = self.receive(self.scan("delivered", tracking_number=number))
        question = self.exception_of(event)
        wizard = self.env["logistics.link.shipment"].create(
            {"exception_id": question.id, "shipment_id": self.shipment.id} | values
        )
        wizard.action_confirm()
        event.message_id._process_set(event.message_id.received_at)
        return event, question

    def test_the_answered_question_points_to_the_shipment(self):
        """G10: whoever looks later sees what the number was linked to."""
        event, question = self.answer("1Z404")
        self.assertEqual(event.state, "done")
        self.assertEqual(question._get_document(), self.shipment)
        self.assertEqual(question.document_name, self.shipment.name)
        self.assertEqual(len(self.shipment.package_ids), 2)

    def test_a_wrong_number_is_corrected(self):
        """G10: a typing error in Odoo makes no second package that never arrives."""
        package = self.shipment.package_ids
        event, _question = self.answer("1Z010", replaced_package_id=package.id)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.shipment.package_ids, package)
        self.assertEqual(package.tracking_number, "1Z010")
        self.assertEqual(self.order.picking_ids.carrier_tracking_ref, "1Z010")
        self.assertEqual(self.shipment.status, "delivered")
        self.assertIn("1Z001", self.shipment.message_ids[0].body)

    def test_only_a_package_of_the_shipment_is_corrected(self):
        """G10: the number of another shipment is not touched by mistake."""
        other = self.ship(self.create_order(), "1Z900").package_ids
        with self.assertRaisesRegex(UserError, "package of the shipment"):
            self.answer("1Z011", replaced_package_id=other.id)

    def test_clerks_and_auditors_read_the_names(self):
        """M1, M3: order and transfer numbers are found without sales rights."""
        picking = self.order.picking_ids
        for role in ("user", "auditor"):
            person = new_test_user(
                self.env, f"names_{role}", f"logistics_sync_base.group_logistics_{role}"
            )
            shipments = self.env["logistics.shipment"].with_user(person)
            self.assertFalse(
                self.env["sale.order"].with_user(person).has_access("read")
            )
            found = shipments.search([("sale_order_names", "ilike", self.order.name)])
            self.assertEqual(found.ids, self.shipment.ids)
            self.assertEqual(found.sale_order_names, self.order.name)
            self.assertEqual(found.picking_names, picking.name)
            found = shipments.search([("picking_names", "=", picking.name)])
            self.assertEqual(found.ids, self.shipment.ids)
            view = shipments.get_view(view_type="form")
            self.assertIn("sale_order_names", view["arch"])
            self.assertNotIn('name="sale_order_ids"', view["arch"])
