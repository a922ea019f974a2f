# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestNoticeTransfers(ShipmentCase):
    def receive(self, *documents, connector=None):
        return super().receive(*documents, connector=connector or self.tpl)

    def test_transfer_done_by_hand_first(self):
        """E9: a notice for what was done by hand is linked, nothing ships twice."""
        order = self.create_order()
        shipment = self.ship(order)
        [event] = self.receive(
            self.notice(
                ("LAMP-1", 10),
                order=order.name,
                shipment="S1",
                packages=[self.parcel("1Z300", ("LAMP-1", 10))],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.logistics_shipment_ids, shipment)
        self.assertEqual(shipment.partner_reference, "S1")
        self.assertEqual(shipment.package_ids.tracking_number, "1Z300")
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_other_quantity_than_done_by_hand(self):
        """E9, G4: another quantity than what was done by hand is a question."""
        order = self.create_order()
        self.ship(order)
        [event] = self.receive(
            self.notice(("LAMP-1", 7), order=order.name, shipment="S1")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "quantity_mismatch")
        self.assertIn("7 × LAMP-1", question.name)
        self.assertIn("10 × LAMP-1", question.name)
        self.assertEqual(order.order_line.qty_delivered, 10)
        question.action_retry()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "exception")
        self.assertEqual(question.occurrences, 2)

    def test_notice_without_automatic_shipments(self):
        """E9: with automatic shipments off a notice still finds what was done."""
        self.warehouse.out_type_id.logistics_create_shipment = False
        order = self.create_order()
        self.ship(order, quantities={self.lamp: 6})
        [event] = self.receive(
            self.notice(("LAMP-1", 6), order=order.name, shipment="S1")
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.order_line.qty_delivered, 6)
        self.assertEqual(order.logistics_shipment_ids.line_ids.quantity, 6)

    def test_two_steps(self):
        """E9, G4: goods do not leave in Odoo before they are picked there."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self.create_order()
        [event] = self.receive(
            self.notice(("LAMP-1", 10), order=order.name, shipment="S1")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "picking_blocked")
        pick = order.picking_ids
        self.assertEqual(pick.picking_type_code, "internal")
        self.assertIn(pick.name, question.name)
        pick.move_ids.picked = True
        pick.with_context(skip_sms=True).button_validate()
        question.action_retry()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_picked_and_packed(self):
        """E9: pick and pack confirmations set quantities and status, nothing leaves."""
        order = self.create_order((self.lamp, 10), (self.shade, 2))
        picking = order.picking_ids
        [event] = self.receive(
            self.notice(
                ("LAMP-1", 8),
                ("SHADE-1", 2),
                order=order.name,
                event_type="pick_confirmed",
            )
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.logistics_status, "picked")
        self.assertEqual(picking.logistics_status, "picked")
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(picking.move_ids.mapped("quantity"), [8, 2])
        self.assertFalse(order.logistics_shipment_ids)
        self.receive(self.notice(("LAMP-1", 8), order=order.name, event_type="packed"))
        self.assertEqual(order.logistics_status, "packed")
        self.receive(self.notice(("LAMP-1", 8), order=order.name, shipment="S1"))
        self.assertEqual(picking.state, "done")
        self.assertEqual(order.order_line.mapped("qty_delivered"), [8, 0])
        backorder = order.picking_ids - picking
        self.assertEqual(sum(backorder.move_ids.mapped("product_uom_qty")), 4)

    def test_late_pick_confirmation_does_not_go_back(self):
        """E9, B10: picked after packed leaves the status packed."""
        order = self.create_order()
        self.receive(self.notice(("LAMP-1", 10), order=order.name, event_type="packed"))
        self.receive(
            self.notice(("LAMP-1", 10), order=order.name, event_type="pick_confirmed")
        )
        self.assertEqual(order.logistics_status, "packed")

    def test_lots(self):
        """E9: the lot of the notice leaves; an unknown lot is a question."""
        product = self.env["product.product"].create(
            {
                "name": "Bulb",
                "default_code": "BULB",
                "is_storable": True,
                "tracking": "lot",
            }
        )
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 10, lot_id=lot
            )
        order = self.create_order((product, 5))
        [event] = self.receive(
            self.notice(
                order=order.name,
                shipment="S1",
                items=[self.item("BULB", 5, lot="L2")],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.picking_ids.move_line_ids.lot_id.name, "L2")
        order = self.create_order((product, 5))
        [event] = self.receive(
            self.notice(
                order=order.name,
                shipment="S2",
                items=[self.item("BULB", 5, lot="NOPE")],
            )
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "picking_blocked")
        self.assertIn("NOPE", question.name)
        self.assertNotEqual(order.picking_ids.state, "done")

    def test_a_refused_notice_beside_a_scan(self):
        """E9, G4: a transfer Odoo refuses keeps no other event of the message."""
        shipment = self.ship(self.create_order(), "1Z710")
        self.lamp.tracking = "lot"
        order = self.create_order()
        item = self.item("LAMP-1", 10, lot="NOPE")
        documents = [
            self.notice(order=order.name, shipment="S1", items=[item]),
            self.scan("delivered", tracking_number="1Z710"),
        ]
        notice, scan = self.receive(*documents)
        self.assertEqual(self.exception_of(notice).code, "picking_blocked")
        self.assertEqual(scan.state, "done", scan.error)
        self.assertEqual(shipment.status, "delivered")
        self.assertEqual(scan.enrichment["shipment"]["id"], shipment.id)
        message = self.post(*documents[:1], connector=self.carrier)
        message._process_isolated(message.received_at)
        self.assertEqual(self.exception_of(message.event_ids).code, "picking_blocked")

    def test_notice_with_packages_of_two_shipments(self):
        """G4: packages that belong to two shipments contradict each other."""
        self.ship(self.create_order(), "1Z700")
        self.ship(self.create_order(), "1Z701")
        order = self.create_order()
        [event] = self.receive(
            self.notice(
                ("LAMP-1", 2),
                order=order.name,
                shipment="S9",
                packages=[self.parcel("1Z700"), self.parcel("1Z701")],
            )
        )
        self.assertEqual(self.exception_of(event).code, "conflicting_references")

    def test_scan_and_notice_in_one_message(self):
        """A3: a scan beside the notice of its shipment finds it."""
        order = self.create_order()
        events = self.receive(
            self.scan("delivered", tracking_number="1Z800"),
            self.notice(
                ("LAMP-1", 10),
                order=order.name,
                shipment="S1",
                packages=[self.parcel("1Z800", ("LAMP-1", 10))],
            ),
        )
        self.assertEqual(set(events.mapped("state")), {"done"})
        self.assertEqual(order.logistics_status, "delivered")
