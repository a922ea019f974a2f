# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
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
