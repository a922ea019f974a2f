# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestNotice(ShipmentCase):
    def receive(self, *documents, connector=None):
        return super().receive(*documents, connector=connector or self.tpl)

    def test_partial_notice(self):
        """E10, C7: six of ten: transfer done with six, backorder of four."""
        order = self.create_order()
        [event] = self.receive(
            self.notice(
                ("LAMP-1", 6),
                order=order.name,
                shipment="3PL-1",
                bill_of_lading="BL-1",
                packages=[self.parcel("1Z100", ("LAMP-1", 4)), self.parcel("1Z101")],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        shipment = order.logistics_shipment_ids
        self.assertEqual(len(shipment), 1)
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        rest = order.picking_ids - done
        self.assertEqual(done.move_ids.quantity, 6)
        self.assertEqual(rest.move_ids.product_uom_qty, 4)
        self.assertEqual(rest.backorder_id, done)
        self.assertEqual(done.carrier_tracking_ref, "1Z100,1Z101")
        self.assertEqual(sum(shipment.line_ids.mapped("quantity")), 6)
        self.assertEqual(shipment.line_ids[0].package_id.tracking_number, "1Z100")
        self.assertEqual(shipment.line_ids[0].quantity, 4)
        self.assertEqual(shipment.partner_reference, "3PL-1")
        self.assertEqual(shipment.bill_of_lading, "BL-1")
        self.assertEqual(shipment.status, "in_transit")
        self.assertEqual(shipment.picking_ids, done)
        self.assertEqual(order.logistics_status, "partially_shipped")
        self.assertEqual(event._get_document(), shipment)

    def test_second_notice_ships_the_rest(self):
        """E10: several shipments of one order, each with its own quantities."""
        order = self.create_order()
        self.receive(self.notice(("LAMP-1", 6), order=order.name, shipment="S1"))
        self.receive(self.notice(("LAMP-1", 4), order=order.name, shipment="S2"))
        self.assertEqual(len(order.logistics_shipment_ids), 2)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.logistics_status, "shipped")

    def test_two_notices_in_one_message(self):
        """A3, E10: two notices at once share one transfer and never the same goods."""
        order = self.create_order()
        events = self.receive(
            self.notice(("LAMP-1", 6), order=order.name, shipment="S1"),
            self.notice(("LAMP-1", 4), order=order.name, shipment="S2"),
        )
        self.assertEqual(set(events.mapped("state")), {"done"})
        shipments = order.logistics_shipment_ids
        self.assertEqual(sorted(shipments.line_ids.mapped("quantity")), [4, 6])
        picking = order.picking_ids
        self.assertEqual((len(picking), picking.state), (1, "done"))
        self.assertEqual(picking.logistics_shipment_ids, shipments)
        self.assertEqual(picking.logistics_shipment_count, 2)
        action = picking.action_view_logistics_shipments()
        self.assertEqual(action["domain"], [("id", "in", shipments.ids)])

    def test_one_shipment_of_two_orders(self):
        """A3, C7: one notice over two orders is one shipment, also when told again."""
        first, second = self.create_order(), self.create_order()
        notices = [
            self.notice(
                ("LAMP-1", 10),
                order=order.name,
                shipment="S1",
                packages=[self.parcel("1Z600", ("LAMP-1", 10))],
            )
            for order in (first, second)
        ]
        events = self.receive(*notices)
        self.assertEqual(set(events.mapped("state")), {"done"}, events.mapped("error"))
        shipment = first.logistics_shipment_ids
        self.assertEqual(len(shipment), 1)
        self.assertEqual(second.logistics_shipment_ids, shipment)
        self.assertEqual(len(shipment.package_ids), 1)
        self.assertEqual(shipment.package_ids.line_ids.mapped("quantity"), [10, 10])
        self.assertEqual(set((first | second).picking_ids.mapped("state")), {"done"})
        for notice in notices:
            notice["occurred_at"] = dict(
                notice["occurred_at"], utc="2026-11-20T09:30:00Z"
            )
        again = self.receive(*notices)
        self.assertEqual(set(again.mapped("state")), {"done"}, again.mapped("error"))
        self.assertEqual(len(shipment.line_ids), 2)

    def test_same_notice_twice_in_one_message(self):
        """B8, B9: a notice told twice in one message makes one shipment."""
        order = self.create_order()
        notice = self.notice(("LAMP-1", 4), order=order.name, shipment="S1")
        later = dict(
            notice, occurred_at=dict(notice["occurred_at"], utc="2026-11-20T09:30:00Z")
        )
        events = self.receive(notice, later)
        self.assertEqual(set(events.mapped("state")), {"done"})
        self.assertEqual(order.order_line.qty_delivered, 4)
        self.assertEqual(len(order.logistics_shipment_ids), 1)

    def test_three_notices_for_too_much(self):
        """E10, G4: what exceeds the order is refused, the others go through."""
        order = self.create_order()
        events = self.receive(
            self.notice(("LAMP-1", 6), order=order.name, shipment="S1"),
            self.notice(("LAMP-1", 6), order=order.name, shipment="S2"),
        )
        self.assertEqual(events.mapped("state"), ["done", "exception"])
        question = self.exception_of(events[1])
        self.assertEqual(question.code, "quantity_exceeds_order")
        self.assertIn("6", question.name)
        self.assertIn("4", question.name)
        self.assertIn(order.name, question.name)
        self.assertEqual(len(order.logistics_shipment_ids), 1)

    def test_same_notice_in_another_message(self):
        """B8, B9: a notice told again by another document makes no second shipment."""
        order = self.create_order()
        notice = self.notice(("LAMP-1", 6), order=order.name, shipment="S1")
        self.receive(notice)
        again = dict(notice, carrier="PONE")
        again["occurred_at"] = dict(notice["occurred_at"], utc="2026-11-20T09:01:00Z")
        [event] = self.receive(again)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(len(order.logistics_shipment_ids), 1)
        self.assertEqual(order.order_line.qty_delivered, 6)

    def test_corrected_notice_is_a_question(self):
        """G4: the same shipment number with other quantities is not decided alone."""
        order = self.create_order()
        self.receive(self.notice(("LAMP-1", 6), order=order.name, shipment="S1"))
        [event] = self.receive(
            self.notice(("LAMP-1", 5), order=order.name, shipment="S1")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "quantity_mismatch")
        self.assertEqual(order.order_line.qty_delivered, 6)

    def test_units(self):
        """C7, G4: a dozen is twelve; a unit the product does not have is a question."""
        order = self.create_order((self.lamp, 30))
        [event] = self.receive(
            self.notice(
                order=order.name,
                shipment="S1",
                items=[self.item("LAMP-1", 2, uom="DZN")],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.order_line.qty_delivered, 24)
        message = self.post(
            self.notice(
                order=order.name,
                shipment="S2",
                items=[self.item("LAMP-1", 1, uom="CA")],
            ),
            connector=self.tpl,
        )
        message._process_isolated(message.received_at)
        event = message.event_ids
        question = self.exception_of(event)
        self.assertEqual(question.code, "unknown_unit")
        self.assertIn("CA", question.name)
        self.assertEqual(order.order_line.qty_delivered, 24)

    def test_unknown_product(self):
        """G4: an item that is not of the order is named in the question."""
        order = self.create_order()
        [event] = self.receive(
            self.notice(("LAMP-1", 6), ("SOFA", 1), order=order.name, shipment="S1")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "unknown_product")
        self.assertIn("SOFA", question.name)
        self.assertFalse(order.logistics_shipment_ids)
        self.shade.default_code = False
        self.assertEqual(order.order_line.qty_delivered, 0)

    def test_unknown_order_is_linked_by_a_clerk(self):
        """G4, G10: a notice for an order we do not know waits for a clerk."""
        order = self.create_order()
        [event] = self.receive(
            self.notice(("4006381333931", 10), order="WMS-7", shipment="S1")
        )
        question = self.exception_of(event)
        self.assertEqual(question.code, "unknown_order")
        wizard = self.env["logistics.link.shipment"].create(
            {"exception_id": question.id, "sale_order_id": order.id}
        )
        self.assertTrue(wizard.is_notice)
        wizard.action_confirm()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.logistics_status, "shipped")

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
