# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ShipmentCase
from .common_invoicing import InvoicingCase


class RolloutMixin:
    """Switches, and a second warehouse of the same company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["logistics.sync.rollout.rule"].sudo()
        cls.first = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.second = cls.env["stock.warehouse"].create(
            {"name": "South", "code": "SOUTH", "company_id": cls.env.company.id}
        )
        cls.rules._get_general().switch = "off"

    def switch(self, switch, **values):
        return self.rules.create({"switch": switch, "state": "in_force", **values})


@tagged("post_install", "-at_install")
class TestOneWarehouse(RolloutMixin, ShipmentCase):
    """Everything is off but what a test switches on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in (cls.lamp, cls.shade):
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.second.lot_stock_id, 1000
            )

    def orders(self, **values):
        """One order of each warehouse."""
        return [
            self.create_order(warehouse_id=warehouse.id, **values)
            for warehouse in (self.first, self.second)
        ]

    def tell(self, milestone="in_transit", **references):
        return self.receive(self.scan(milestone, **references)).message_id

    def notify(self, order, **references):
        document = self.notice(("LAMP-1", 10), order=order.name, **references)
        return self.receive(document, connector=self.tpl).message_id

    def drain(self, message):
        self.assertTrue(message.next_attempt_at, "it is due")
        # As after the claim of the worker that held it.
        message.attempt_count = 1
        cron = self.env.ref("logistics_sync_base.ir_cron_drain_operational")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_only_the_switched_on_warehouse_has_shipments(self):
        """N11: switch on one warehouse only; the other one works as plain Odoo."""
        rule = self.switch("on", warehouse_id=self.first.id)
        self.assertEqual(rule.company_id, self.env.company)
        here, there = self.orders()
        self.assertTrue(self.ship(here, tracking="1ZHERE"))
        self.assertFalse(self.ship(there, tracking="1ZTHERE"))
        self.assertEqual(there.picking_ids.state, "done")
        self.assertEqual(there.picking_ids.carrier_tracking_ref, "1ZTHERE")
        self.assertFalse(there.logistics_shipment_ids)
        self.assertEqual((here.is_logistics_on, there.is_logistics_on), (True, False))
        self.assertEqual(
            (here.picking_ids.is_logistics_on, there.picking_ids.is_logistics_on),
            (True, False),
        )
        self.assertTrue(here.logistics_checkpoint_ids)
        self.assertFalse(there.logistics_checkpoint_ids)
        self.env["logistics.order.checkpoint"]._refresh(here | there)
        self.assertFalse(there.logistics_checkpoint_ids)

    def test_scans_of_the_other_warehouse_wait_without_a_question(self):
        """N11: no flood of questions; they are applied once it is switched on."""
        self.switch("on", warehouse_id=self.first.id)
        here, there = self.orders()
        shipment = self.ship(here, tracking="1ZHERE")
        self.ship(there, tracking="1ZTHERE")
        on = self.tell(tracking_number="1ZHERE")
        off = self.tell(tracking_number="1ZTHERE")
        self.assertEqual(on.state, "processed")
        self.assertEqual(shipment.status, "in_transit")
        self.assertEqual((off.state, off.waiting_for), ("transformed", "rollout"))
        self.assertFalse(off.exception_ids)
        self.switch("on", warehouse_id=self.second.id)
        with self.assertRaises(UserError):
            off.rollout_wait_ids.action_take_up()
        there.picking_ids._ensure_shipments()
        self.drain(off)
        self.assertEqual(off.state, "processed", "its shipment is known now")
        self.assertEqual(there.logistics_shipment_ids.status, "in_transit")

    def test_a_notice_waits_by_the_warehouse_of_its_order(self):
        """N11: a 3PL's ship notice does no transfer where it is not rolled out."""
        self.switch("on", warehouse_id=self.first.id)
        here, there = self.orders()
        done = self.notify(here, tracking_number="1ZN1")
        held = self.notify(there, tracking_number="1ZN2")
        self.assertEqual(done.state, "processed")
        self.assertEqual(here.picking_ids.state, "done")
        self.assertEqual(held.waiting_for, "rollout")
        self.assertNotEqual(there.picking_ids.state, "done")
        self.switch("on", warehouse_id=self.second.id)
        held.rollout_wait_ids.action_take_up()
        self.drain(held)
        self.assertEqual(held.state, "processed")
        self.assertEqual(there.picking_ids.state, "done")
        self.assertEqual(len(there.logistics_shipment_ids), 1)

    def test_one_delivery_method_only(self):
        """N11: per carrier: what another one carries is left alone."""
        product = self.env["product.product"].create(
            {"name": "Freight", "type": "service"}
        )
        fast, slow = self.env["delivery.carrier"].create(
            [
                {"name": "Fast Van", "product_id": product.id},
                {"name": "Slow Boat", "product_id": product.id},
            ]
        )
        self.switch("on", carrier_id=fast.id)
        by_van = self.create_order(carrier_id=fast.id)
        by_boat = self.create_order(carrier_id=slow.id)
        (by_van | by_boat).picking_ids.carrier_id = slow
        by_van.picking_ids.carrier_id = fast
        self.assertTrue(self.ship(by_van))
        self.assertFalse(self.ship(by_boat))

    def test_enrichment_is_switched_by_itself(self):
        """N11: facts are applied as they were told, without what Odoo knows."""
        self.switch("on", warehouse_id=self.first.id)
        self.switch("off", warehouse_id=self.second.id, feature="enrichment")
        self.switch("on", warehouse_id=self.second.id)
        here, there = self.orders()
        self.ship(here, tracking="1ZHERE")
        self.ship(there, tracking="1ZTHERE")
        for order, number in ((here, "1ZHERE"), (there, "1ZTHERE")):
            message = self.tell(tracking_number=number)
            self.assertEqual(message.state, "processed")
            self.assertEqual(order.logistics_shipment_ids.status, "in_transit")
            known = message.event_ids.enrichment or {}
            self.assertEqual("orders" in known, order == here)

    def test_status_lists_are_compared_where_it_is_on(self):
        """N11: no status difference is listed where comparing is off."""
        self.rules._get_general().switch = "on"
        self.switch("off", feature="drift", warehouse_id=self.second.id)
        here, there = self.orders()
        self.ship(here, tracking="1ZHERE")
        self.ship(there, tracking="1ZTHERE")
        self.assertEqual(
            self.carrier._find_quiet_packages(10),
            self.env["logistics.shipment.package"],
        )
        method = self.env["delivery.carrier"].create(
            {
                "name": "Van",
                "product_id": self.lamp.id,
                "status_connector_id": self.carrier.id,
            }
        )
        shipments = here.logistics_shipment_ids | there.logistics_shipment_ids
        shipments.carrier_id = method
        self.env.cr.execute(
            "UPDATE logistics_shipment SET create_date = create_date - interval '9 d'"
            " WHERE id IN %s",
            [tuple(shipments.ids)],
        )
        found = self.carrier._find_quiet_packages(1)
        self.assertEqual(found.tracking_number, "1ZHERE")

    def test_what_would_change(self):
        """N11: the form counts deliveries of the warehouse before it is switched."""
        _here, there = self.orders()
        self.assertEqual(self.tell(order=there.name).waiting_for, "rollout")
        rule = self.rules.create({"switch": "on", "warehouse_id": self.second.id})
        self.assertEqual(rule.name, "Everything · South")
        preview = self.env["logistics.sync.rollout.preview"]._create_for(rule)
        lines = {line.label: line for line in preview.line_ids}
        line = lines["Open deliveries"]
        self.assertEqual((line.on_count, line.off_count), (1, 0))
        self.assertGreaterEqual(line.same_count, 1)
        waiting = lines["Facts that wait for the rollout"]
        self.assertEqual((waiting.on_count, waiting.same_count), (1, 0))


@tagged("post_install", "-at_install")
class TestInvoicingRollout(RolloutMixin, InvoicingCase):
    def orders(self):
        return [
            self._order((self.bolt, 10), warehouse_id=warehouse.id)
            for warehouse in (self.first, self.second)
        ]

    def test_rules_invoice_where_they_are_on(self):
        """N11: one warehouse is invoiced by rule, the other one by hand."""
        self._rule("dispatched")
        self.switch("on", warehouse_id=self.first.id)
        self.switch("on", feature="tracking", warehouse_id=self.second.id)
        here, there = self.orders()
        (self._ship(here), self._ship(there))
        self._run_cron()
        self.assertEqual(here.invoice_ids.state, "posted")
        self.assertFalse(there.invoice_ids)
        there.logistics_shipment_ids.action_why_not_invoiced()
        release = there.logistics_shipment_ids.invoice_release_ids
        self.assertEqual(release.state, "waiting")
        self.assertIn("not rolled out here yet", release.summary)
        self.switch("on", feature="invoice_rules", warehouse_id=self.second.id)
        release.action_retry()
        self.assertEqual(there.invoice_ids.state, "posted")
        self.assertNotIn("not rolled out", release.summary)

    def test_what_was_ready_is_not_invoiced_once_it_is_off(self):
        """N11: off counts at once, also for a release that was ready."""
        self._rule("dispatched")
        rule = self.switch("on", warehouse_id=self.first.id)
        order, _other = self.orders()
        release = self._ship(order).invoice_release_ids
        self.assertEqual(release.state, "eligible")
        rule.switch = "off"
        self._run_cron()
        self.assertEqual(release.state, "waiting")
        self.assertFalse(order.invoice_ids)
        self.assertIn("not rolled out here yet", release.summary)

    def test_guards_are_off_with_the_rest(self):
        """N11: invoicing by hand is plain Odoo: no ledger, no refusal."""
        self.switch("on", warehouse_id=self.first.id)
        here, there = self.orders()
        for order in (here, there):
            self._ship(order)
            invoice = order._create_invoices()
            invoice.invoice_line_ids.quantity = 12
            if order == here:
                with self.assertRaisesRegex(UserError, "Reduce the quantity"):
                    invoice.action_post()
            else:
                invoice.action_post()
                self.assertEqual(invoice.state, "posted")
        ledger = self.env["logistics.invoiced.quantity"]
        self.assertTrue(
            ledger.search_count([("sale_line_id", "in", here.order_line.ids)])
        )
        self.assertFalse(
            ledger.search_count([("sale_line_id", "in", there.order_line.ids)])
        )

    def test_nobody_is_told_where_it_is_off(self):
        """N11: a posted invoice is told to partners where that is rolled out."""
        self.switch("on", warehouse_id=self.first.id)
        told = self.env["logistics.sync.event"]
        for order in self.orders():
            self._ship(order)
            invoice = order._create_invoices()
            invoice.action_post()
            events = told.search(
                [("res_model", "=", "account.move"), ("res_id", "=", invoice.id)]
            )
            self.assertEqual(bool(events), order.warehouse_id == self.first)

    def test_the_ledger_catches_up_when_it_is_switched_on(self):
        """N11, L9: what was invoiced by hand meanwhile is not invoiced again."""
        self._rule("dispatched")
        self.switch("on", feature="tracking")
        order, _other = self.orders()
        shipment = self._ship(order)
        order._create_invoices().action_post()
        rule = self.switch("on", warehouse_id=self.first.id)
        self.assertTrue(rule)
        shipment.action_why_not_invoiced()
        shipment.invoice_release_ids.action_retry()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(shipment.invoice_release_ids.state, "nothing")


@tagged("post_install", "-at_install")
class TestUserRights(RolloutMixin, ShipmentCase):
    def test_a_salesperson_reads_orders_while_switches_tell_places_apart(self):
        """N11, M3: the switches are looked up for users who may not see them."""
        self.switch("on", warehouse_id=self.first.id)
        order = self.create_order(warehouse_id=self.first.id)
        user = new_test_user(
            self.env, "rollout_sales", "sales_team.group_sale_salesman_all_leads"
        )
        self.env.registry.clear_cache()
        self.assertTrue(order.with_user(user).is_logistics_on)
