# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_invoicing import InvoicingCase
from .common_orders import OrderCase

SALES = "sales_team.group_sale_salesman_all_leads"
STOCK = "stock.group_stock_user"


def make_service_user(env, login, *groups):
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "company_id": env.company.id,
            "company_ids": [Command.set(env.company.ids)],
            "group_ids": [
                Command.set([env.ref(name).id for name in ("base.group_user", *groups)])
            ],
        }
    )


@tagged("post_install", "-at_install")
class TestConnectorsWorkAsUsers(OrderCase):
    def try_alone(self, document, connector):
        """As a worker does once the set it was in has failed."""
        message = self.post(document, connector=connector)
        message._process_isolated(message.received_at)
        return message.event_ids

    def use(self, connector, login, *groups):
        connector.service_user_id = make_service_user(self.env, login, *groups)
        return connector.service_user_id

    def test_orders_are_made_by_the_connector_s_user(self):
        """M6: order and confirmation are the service user's, not the system's."""
        user = self.use(self.shop, "shop-service", SALES)
        self.shop.order_intake = "confirm"
        [event] = self.send(self.order("W-1", self.line("LAMP-1", 2)))
        self.assertEqual(event.state, "done", event.error)
        order = self.made("W-1")
        self.assertEqual((order.create_uid, order.state), (user, "sale"))
        self.assertEqual(order.picking_ids.create_uid, user)

    def test_without_the_right_nothing_is_made(self):
        """M5, M6: a user who may only read makes no order; a person is asked."""
        self.use(self.shop, "reading-service")
        event = self.try_alone(self.order("W-1", self.line("LAMP-1", 2)), self.shop)
        self.assertEqual(event.state, "dead")
        self.assertIn("sale.order", event.error)
        self.assertFalse(self.made("W-1"))
        question = self.env["logistics.sync.exception"].search(
            [("event_id", "=", event.id)]
        )
        self.assertEqual(question.code, "dead_letter")

    def test_record_rules_apply(self):
        """M6: what a record rule hides from the user is not changed."""
        self.use(self.shop, "ruled-service", SALES)
        self.env["ir.rule"].create(
            {
                "name": "No orders of this customer",
                "model_id": self.env.ref("sale.model_sale_order").id,
                "domain_force": f"[('partner_id', '!=', {self.customer.id})]",
            }
        )
        event = self.try_alone(self.order("W-1", self.line("LAMP-1", 2)), self.shop)
        self.assertEqual(event.state, "dead")
        self.assertFalse(self.made("W-1"))

    def test_transfers_are_done_by_the_connector_s_user(self):
        """M6: a ship notice needs the rights of the warehouse, and uses them."""
        user = self.use(self.tpl, "blind-service")
        order = self.create_order()
        told = self.notice(("LAMP-1", 10), order=order.name, shipment="S1")
        event = self.try_alone(told, self.tpl)
        self.assertNotEqual(event.state, "done")
        self.assertEqual(order.order_line.qty_delivered, 0)
        user.write({"group_ids": [Command.link(self.env.ref(STOCK).id)]})
        event._reprocess()
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertEqual(order.picking_ids.write_uid, user)

    def hide_shipments(self, condition):
        self.env["ir.rule"].create(
            {
                "name": "Not these shipments",
                "model_id": self.env.ref(
                    "logistics_sync_carrier.model_logistics_shipment"
                ).id,
                "domain_force": condition,
            }
        )

    def test_a_scan_reaches_no_shipment_that_rules_hide(self):
        """M6: what a record rule hides from the connector's user is not changed."""
        carrier = self.create_connector("ruled-carrier", kind="carrier")
        self.use(carrier, "ruled-carrier-service")
        shipments = [self.ship(self.create_order(), f"1Z00{n}") for n in (1, 2)]
        before = shipments[1].status
        self.hide_shipments(f"[('id', '!=', {shipments[1].id})]")
        events = [
            self.try_alone(self.scan("delivered", tracking_number=f"1Z00{n}"), carrier)
            for n in (1, 2)
        ]
        self.assertEqual([event.state for event in events], ["done", "dead"])
        self.assertEqual(
            [shipment.status for shipment in shipments], ["delivered", before]
        )
        self.assertFalse(shipments[1].milestone_ids.filtered("event_id"))
        self.assertIn("record rule", events[1].error)

    def test_the_reach_of_a_set_is_one_query(self):
        """M6: fifty shipments are checked at once, none by itself."""
        carrier = self.create_connector("counted-carrier", kind="carrier")
        user = self.use(carrier, "counted-service")
        shipments = self.env["logistics.shipment"].create([{} for __ in range(50)])
        handler = self.env["logistics.sync.handler"].with_context(
            logistics_service_user=user.id
        )
        handler._check_reach(shipments)
        self.env.flush_all()
        with self.assertQueryCount(1):
            handler._check_reach(shipments)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        shipments |= shipments.create({"name": "FAR", "company_id": other.id})
        with self.assertRaisesRegex(AccessError, "may not work on shipment FAR"):
            handler._check_reach(shipments)

    def test_a_set_of_several_partners_keeps_their_users_apart(self):
        """M6: events worked on together are each worked on as their own user."""
        other = self.create_connector("other-shop", kind="platform")
        self.teach("customer", "K-7", self.customer, connector=other)
        first = self.use(self.shop, "first-service", SALES)
        second = self.use(other, "second-service", SALES)
        events = self.send(self.order("W-1", self.line("LAMP-1", 1)))
        events |= self.send(self.order("W-2", self.line("LAMP-1", 1)), connector=other)
        orders = self.env["sale.order"].search(
            [("logistics_number", "in", ("W-1", "W-2"))], order="logistics_number"
        )
        self.assertEqual(orders.mapped("create_uid"), first | second)
        events.write({"state": "pending", "next_step": 0, "steps": []})
        handler = self.env["logistics.sync.handler"]
        outcomes = handler.with_company(self.company)._run("record_only", events)
        self.assertEqual(set(outcomes), set(events.ids))

    def test_a_user_with_least_rights_is_made_by_a_button(self):
        """M6: the new user has what its documents need, belongs to one company."""
        self.shop.action_make_service_user()
        user = self.shop.service_user_id
        self.assertEqual(user.company_ids, self.shop.company_id)
        self.assertTrue(user.has_group(SALES))
        for group in (STOCK, "account.group_account_invoice", "base.group_system"):
            self.assertFalse(user.has_group(group), group)
        with self.assertRaisesRegex(UserError, "already"):
            self.shop.action_make_service_user()

    def test_nobody_mighty_and_no_stranger(self):
        """M6: neither an administrator nor a user of another company."""
        for user in (self.env.ref("base.user_root"), self.env.ref("base.user_admin")):
            with self.assertRaisesRegex(ValidationError, "too much"):
                self.shop.service_user_id = user
        stranger = make_service_user(self.env, "stranger", SALES)
        other = self.env["res.company"].create({"name": "Other"})
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other})
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self.shop.service_user_id = stranger

    def test_production_needs_a_user(self):
        """M6: in production nothing is written with all rights."""
        self.env["logistics.sync.environment"]._declare("production")
        self.shop.environment = "production"
        blockers = [
            text for level, text in self.shop._get_readiness() if level == "blocker"
        ]
        self.assertTrue(any("all rights" in text for text in blockers), blockers)
        self.use(self.shop, "shop-service", SALES)
        blockers = [
            text for level, text in self.shop._get_readiness() if level == "blocker"
        ]
        self.assertFalse(any("all rights" in text for text in blockers), blockers)


@tagged("post_install", "-at_install")
class TestPostingRights(InvoicingCase):
    def invoice(self, rule):
        shipment = self._ship(self._order((self.bolt, 2)))
        release = shipment.invoice_release_id
        self.assertEqual(release.rule_id, rule)
        release._invoice_now()
        return release

    def test_a_user_who_may_only_sync_posts_nothing(self):
        """M5: without the right to post: refused, no invoice, and an exception."""
        user = make_service_user(self.env, "sync-only", SALES, STOCK)
        rule = self._rule("dispatched", posting_user_id=user.id)
        release = self.invoice(rule)
        self.assertEqual(release.state, "failed")
        self.assertFalse(release.invoice_ids)
        question = self.env["logistics.sync.exception"].search(
            [("res_model", "=", release._name), ("res_id", "=", release.id)]
        )
        self.assertEqual(question.code, "invoice_failed")

    def test_a_user_who_may_post_posts(self):
        """M5, M6: with it the invoice is made and posted in that user's name."""
        user = make_service_user(
            self.env, "poster", SALES, "account.group_account_invoice"
        )
        rule = self._rule("dispatched", posting_user_id=user.id)
        release = self.invoice(rule)
        self.assertEqual(release.state, "invoiced", release.error)
        self.assertEqual(release.invoice_ids.state, "posted")
        self.assertEqual(release.invoice_ids.create_uid, user)

    def test_no_user_both_syncs_and_posts(self):
        """M4, M5: whoever tells that goods left must not bill them."""
        user = make_service_user(self.env, "both", SALES)
        rule = self._rule("dispatched", posting_user_id=user.id)
        connector = self.env["logistics.sync.connector"].create(
            {"name": "Carrier", "code": "carrier-both", "owner_id": self.env.user.id}
        )
        with self.assertRaisesRegex(ValidationError, "must not bill"):
            connector.service_user_id = user
        rule.posting_user_id = False
        connector.service_user_id = user
        with self.assertRaisesRegex(ValidationError, "must not bill"):
            rule.posting_user_id = user
