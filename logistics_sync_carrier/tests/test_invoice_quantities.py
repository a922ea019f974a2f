# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .common_invoicing import InvoicingCase


@tagged("post_install", "-at_install")
class TestInvoiceQuantities(InvoicingCase):
    """One invoice for exactly what one shipment carries."""

    def test_partial_shipments(self):
        """G13: ship 6 of 10 and invoice 6, ship 4 and invoice 4."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10))
        first = self._ship(order, {self.bolt: 6})
        self._run_cron()
        second = self._ship(order)
        self._run_cron()
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 6})
        self.assertEqual(self._billed(second.invoice_ids), {self.bolt: 4})
        self.assertEqual(len(order.invoice_ids), 2)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_out_of_order(self):
        """G13: the second shipment may be invoiced before the first."""
        self._rule("delivered")
        order = self._order((self.bolt, 10), (self.nut, 4))
        first = self._ship(order, {self.bolt: 6})
        second = self._ship(order)
        self._tell(second, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(second.invoice_ids), {self.bolt: 4, self.nut: 4})
        self.assertFalse(first.invoice_ids)
        self._tell(first, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 6})

    def test_complete_only(self):
        """G13: "complete only" makes one invoice of 10 after both shipments."""
        self._rule("delivered", partial_policy="complete")
        order = self._order((self.bolt, 10))
        first = self._ship(order, {self.bolt: 6})
        self._tell(first, "delivered")
        self._run_cron()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(first.invoice_release_id.waiting_for, "order_complete")
        second = self._ship(order)
        self.assertEqual(second.invoice_release_id.state, "waiting")
        self._tell(second, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids), {self.bolt: 10})
        self.assertEqual(len(order.invoice_ids), 1)
        releases = (first | second).invoice_release_ids
        self.assertEqual(set(releases.mapped("state")), {"invoiced"})

    def test_complete_without_the_rest(self):
        """G13: a cancelled rest makes the order complete."""
        self._rule("delivered", partial_policy="complete")
        order = self._order((self.bolt, 10))
        first = self._ship(order, {self.bolt: 6})
        self._tell(first, "delivered")
        order.picking_ids.filtered(lambda p: p.state != "done").action_cancel()
        self.env["logistics.invoice.release"]._evaluate_for(first)
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids), {self.bolt: 6})

    def test_second_run_is_a_no_op(self):
        """B6, B9: running again, judging again and retrying make nothing more."""
        self._rule("dispatched")
        shipment = self._ship(self._order((self.bolt, 3)))
        self._run_cron()
        invoice = shipment.invoice_ids
        release = shipment.invoice_release_id
        self.env["logistics.invoice.release"]._evaluate_for(shipment)
        release.action_retry()
        self.assertEqual(release.sudo()._invoice_now()[release], "duplicate")
        release.sudo().state = "eligible"
        self.assertEqual(release.sudo()._invoice_now()[release], "nothing")
        self._run_cron()
        self.assertEqual(shipment.invoice_ids, invoice)
        self.assertEqual(shipment.sale_order_ids.invoice_ids, invoice)

    def test_order_policy(self):
        """G13: goods billed as ordered are still invoiced shipment by shipment."""
        paid = self._create_goods("Valve", 40, invoice_policy="order")
        self._rule("dispatched")
        order = self._order((paid, 10))
        first = self._ship(order, {paid: 6})
        self._run_cron()
        self.assertEqual(self._billed(first.invoice_ids), {paid: 6})
        first.invoice_release_id.sudo().state = "eligible"
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids), {paid: 6})
        self._ship(order)
        self._run_cron()
        self.assertEqual(self._billed(order.invoice_ids), {paid: 10})

    def test_unit_conversion(self):
        """G13: sold by the dozen, shipped in pieces, invoiced by the dozen."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._rule("dispatched")
        order = self._order(
            {
                "product_id": self.bolt.id,
                "product_uom_qty": 2,
                "product_uom_id": dozen.id,
            }
        )
        move = order.picking_ids.move_ids
        shipment = self._ship(order, {self.bolt: move.product_uom_qty / 2})
        self._run_cron()
        line = shipment.invoice_ids.invoice_line_ids
        self.assertEqual(line.quantity, 1)
        self.assertEqual(line.product_uom_id, dozen)

    def test_services_with_the_first_shipment(self):
        """G13: fees go with the first shipment, and only once."""
        self._rule("dispatched")
        order = self._order((self.bolt, 10), (self.freight, 1))
        first = self._ship(order, {self.bolt: 6})
        self._run_cron()
        self._ship(order)
        self._run_cron()
        self.assertEqual(
            self._billed(first.invoice_ids), {self.bolt: 6, self.freight: 1}
        )
        self.assertEqual(
            self._billed(order.invoice_ids), {self.bolt: 10, self.freight: 1}
        )

    def test_services_with_the_last_shipment(self):
        """G13: the rule may keep fees for the last shipment."""
        self._rule("dispatched", service_policy="last")
        order = self._order((self.bolt, 10), (self.freight, 1))
        first = self._ship(order, {self.bolt: 6})
        self._run_cron()
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 6})
        second = self._ship(order)
        self._run_cron()
        self.assertEqual(
            self._billed(second.invoice_ids), {self.bolt: 4, self.freight: 1}
        )

    def test_sections_and_notes(self):
        """G13: headings without goods of the shipment stay off its invoice."""
        self._rule("dispatched")
        order = self._order(
            {"display_type": "line_section", "name": "Bolts"},
            {"product_id": self.bolt.id, "product_uom_qty": 2},
            {"display_type": "line_note", "name": "Zinc plated"},
            {"display_type": "line_section", "name": "Nuts"},
            {"product_id": self.nut.id, "product_uom_qty": 2},
        )
        first = self._ship(order, {self.bolt: 2})
        self._run_cron()
        names = first.invoice_ids.invoice_line_ids.sorted("sequence").mapped("name")
        self.assertEqual(names, ["Bolts", "Bolt", "Zinc plated"])

    def test_two_orders_of_one_customer(self):
        """G13: a shipment of two orders is one invoice for one customer."""
        self._rule("delivered")
        orders = self._order((self.bolt, 3)) | self._order((self.bolt, 5))
        first, second = (self._ship(order) for order in orders)
        second.line_ids.sudo().shipment_id = first
        self._tell(first, "delivered")
        self._run_cron()
        self.assertEqual(len(first.invoice_ids), 1)
        self.assertEqual(self._billed(first.invoice_ids), {self.bolt: 8})

    def test_return_before_the_invoice(self):
        """G13: goods that came back before the invoice are not invoiced."""
        self._rule("delivered")
        order = self._order((self.bolt, 10))
        shipment = self._ship(order)
        self._return(shipment, 4)
        self._tell(shipment, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(shipment.invoice_ids), {self.bolt: 6})

    def test_return_of_order_policy_goods(self):
        """G13: also goods billed as ordered are invoiced net of what came back."""
        paid = self._create_goods("Valve", 40, invoice_policy="order")
        self._rule("delivered")
        order = self._order((paid, 10))
        shipment = self._ship(order)
        self._return(shipment, 4)
        self._tell(shipment, "delivered")
        self._run_cron()
        self.assertEqual(self._billed(shipment.invoice_ids), {paid: 6})

    def test_combo(self):
        """G13: a combo shows as many as its shipped items make."""
        combo = self.env["product.combo"].create(
            {
                "name": "Fixings",
                "combo_item_ids": [Command.create({"product_id": self.bolt.id})],
            }
        )
        kit = self.env["product.product"].create(
            {"name": "Kit", "type": "combo", "list_price": 12, "combo_ids": combo.ids}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": kit.id, "product_uom_qty": 10})
                ],
            }
        )
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.bolt.id,
                            "product_uom_qty": 10,
                            "combo_item_id": combo.combo_item_ids.id,
                            "linked_line_id": order.order_line.id,
                        }
                    )
                ]
            }
        )
        order.action_confirm()
        self._rule("dispatched", action="draft")
        shipment = self._ship(order, {self.bolt: 6})
        self._run_cron()
        lines = shipment.invoice_ids.invoice_line_ids
        heading = lines.filtered(lambda line: line.display_type == "line_section")
        self.assertEqual(heading.name, "Kit x 6")
        self.assertEqual(self._billed(shipment.invoice_ids), {self.bolt: 6})

    def test_goods_that_did_not_leave(self):
        """G3, G9: a delivery of goods still in stock waits for the transfer."""
        self._rule("delivered")
        order = self._order((self.bolt, 3))
        shipment = self.env["logistics.shipment"].create(
            {
                "partner_id": self.customer.id,
                "line_ids": [
                    Command.create(
                        {"move_id": order.picking_ids.move_ids.id, "quantity": 3}
                    )
                ],
            }
        )
        self._tell(shipment, "delivered")
        release = shipment.invoice_release_id
        self.assertEqual(release.waiting_for, "goods_issued")
        self.assertIn("transfer to be validated", release.summary)
        self._ship(order)
        self.assertEqual(release.state, "eligible")
        self._run_cron()
        self.assertEqual(self._billed(shipment.invoice_ids), {self.bolt: 3})
