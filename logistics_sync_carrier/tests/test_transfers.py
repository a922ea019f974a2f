# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestTransfers(ShipmentCase):
    def test_shipment_of_a_transfer(self):
        """A3: a transfer done by hand makes its shipment with its packages."""
        order = self.create_order()
        shipment = self.ship(order, "1Z001, 1Z002")
        self.assertEqual(shipment.origin, "picking")
        self.assertEqual(
            shipment.package_ids.mapped("tracking_number"), ["1Z001", "1Z002"]
        )
        self.assertEqual(shipment.line_ids.quantity, 10)
        self.assertEqual(shipment.sale_order_ids, order)
        self.assertEqual(order.logistics_shipment_count, 1)
        self.assertEqual(order.action_view_logistics_shipments()["res_id"], shipment.id)
        self.assertEqual(
            shipment.action_view_pickings()["res_id"], order.picking_ids.id
        )

    def test_two_transfers_in_one_shipment(self):
        """A3: two transfers with one tracking number travel in one shipment."""
        first, second = self.create_order(), self.create_order()
        shipment = self.ship(first, "1Z001")
        self.assertEqual(self.ship(second, "1Z001"), shipment)
        self.assertEqual(shipment.sale_order_ids, first | second)
        self.assertEqual(shipment.picking_count, 2)
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        self.assertEqual(
            set((first | second).mapped("logistics_status")), {"delivered"}
        )

    def test_one_transfer_in_two_shipments(self):
        """A3: a transfer split over two shipments waits for both."""
        order = self.create_order()
        first = self.ship(order, "1Z001")
        move = order.picking_ids.move_ids
        first.line_ids.quantity = 6
        second = self.env["logistics.shipment"].create(
            {
                "partner_id": self.customer.id,
                "line_ids": [Command.create({"move_id": move.id, "quantity": 4})],
                "package_ids": [Command.create({"tracking_number": "1Z002"})],
            }
        )
        self.assertEqual(order.picking_ids.logistics_shipment_ids, first | second)
        self.receive(self.scan("delivered", tracking_number="1Z002"))
        self.assertEqual(order.logistics_status, "partially_delivered")
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        self.assertEqual(order.logistics_status, "delivered")

    def test_number_entered_later(self):
        """A3: a tracking number typed in after the transfer becomes a package."""
        order = self.create_order()
        shipment = self.ship(order)
        self.assertFalse(shipment.package_ids)
        order.picking_ids.carrier_tracking_ref = "1Z001"
        order.picking_ids.carrier_tracking_ref = "1Z001,1Z002"
        self.assertEqual(
            shipment.package_ids.mapped("tracking_number"), ["1Z001", "1Z002"]
        )

    def test_number_of_somebody_else(self):
        """G4: a number another customer's shipment has is asked about, not stolen."""
        self.ship(self.create_order(), "1Z001")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        order = self.create_order(partner_id=stranger.id)
        shipment = self.ship(order, "1Z001")
        self.assertFalse(shipment.package_ids)
        self.assertEqual(order.picking_ids.sync_state, "problem")

    def test_setting_of_the_operation_type(self):
        """A3: an operation type can be told not to make shipments."""
        self.warehouse.out_type_id.logistics_create_shipment = False
        order = self.create_order()
        self.assertFalse(self.ship(order, "1Z001"))
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.logistics_status, "shipped")

    def test_partial_by_hand(self):
        """E10: six of ten by hand: one shipment of six, then one of four."""
        order = self.create_order()
        first = self.ship(order, "1Z001", {self.lamp: 6})
        self.assertEqual(first.line_ids.quantity, 6)
        self.assertEqual(order.logistics_status, "partially_shipped")
        second = self.ship(order, "1Z002")
        self.assertEqual(second.line_ids.quantity, 4)
        self.assertEqual(len(order.logistics_shipment_ids), 2)
