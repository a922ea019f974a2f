# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestAccess(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipment = cls.ship(cls.create_order(), "1Z001")

    def make_user(self, login, *groups, company=None):
        company = company or self.company
        return self.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set([self.env.ref(name).id for name in groups])],
            }
        )

    def test_other_company_sees_nothing(self):
        """M1: shipments, packages and timelines of another company are invisible."""
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        company = self.env["res.company"].create({"name": "Second"})
        user = self.make_user(
            "second", "logistics_sync_base.group_logistics_operations", company=company
        )
        for model in (
            "logistics.shipment",
            "logistics.shipment.line",
            "logistics.shipment.package",
            "logistics.shipment.milestone",
        ):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.shipment.with_user(user).read(["name"])

    def test_ledger_is_shown(self):
        """G16, M1: finance and auditors list what was invoiced of which goods."""
        self.lamp.taxes_id = False
        invoice = self.shipment.sale_order_ids._create_invoices()
        action = self.env.ref(
            "logistics_sync_carrier.logistics_invoiced_quantity_action"
        )
        menu = self.env.ref("logistics_sync_carrier.menu_logistics_invoiced_quantities")
        self.assertEqual(menu.action, action)
        for role in ("finance", "auditor"):
            user = self.make_user(role, f"logistics_sync_base.group_logistics_{role}")
            ledger = self.env[action.res_model].with_user(user)
            view = ledger.get_view(view_type="list")
            self.assertIn('create="false"', view["arch"])
            rows = ledger.web_search_read(
                [("shipment_id", "=", self.shipment.id)],
                {
                    "quantity": {},
                    "product_id": {"fields": {"display_name": {}}},
                    "sale_line_id": {"fields": {"display_name": {}}},
                    "stock_move_id": {"fields": {"display_name": {}}},
                    "invoice_id": {"fields": {"display_name": {}}},
                },
            )["records"]
            self.assertEqual([row["quantity"] for row in rows], [10])
            self.assertEqual(rows[0]["invoice_id"]["id"], invoice.id)
            self.assertIn(
                menu.id, self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            )

    def test_auditor_reads_only(self):
        """M1: an auditor reads shipments and changes none."""
        user = self.make_user("audit", "logistics_sync_base.group_logistics_auditor")
        shipment = self.shipment.with_user(user)
        self.assertTrue(shipment.name)
        with self.assertRaises(AccessError):
            shipment.write({"scac": "ABCD"})
        with self.assertRaises(AccessError):
            shipment.package_ids.unlink()

    def test_finance_sets_rules_by_delivery_method(self):
        """M3, G9: without any role in sales or stock; others of the office read them.

        Who reads the rule reads the name of its delivery method.
        """
        method = self.env["delivery.carrier"].create(
            {
                "name": "Sea",
                "product_id": self.env["product.product"]
                .create({"name": "Sea freight", "type": "service"})
                .id,
            }
        )
        users = {
            role: self.make_user(role, f"logistics_sync_base.group_logistics_{role}")
            for role in ("finance", "user", "manager", "auditor")
        }
        rules = self.env["logistics.invoice.rule"].with_user(users["finance"])
        rule = rules.create(
            {
                "name": "By sea",
                "carrier_ids": [Command.set(method.ids)],
                "condition_ids": [Command.create({"kind": "delivered"})],
            }
        ).copy()
        shown = {"carrier_ids": {"fields": {"display_name": {}}}}
        for role, user in users.items():
            with self.subTest(role):
                [row] = rule.with_user(user).web_read(shown)
                self.assertEqual(row["carrier_ids"][0]["display_name"], "Sea")

    def test_operations_edits_a_shipment_but_not_where_it_is(self):
        """M3, A4: what a form lets type in is written; states and times are refused."""
        user = self.make_user("ops", "logistics_sync_base.group_logistics_operations")
        own = self.env["logistics.shipment"].with_user(user).create({"scac": "ABCD"})
        own.write({"package_ids": [Command.create({"tracking_number": "1Z777"})]})
        own.package_ids.tracking_number = "1Z778"
        self.assertEqual((own.scac, own.status), ("ABCD", "planned"))
        own.copy()
        shipment = self.shipment.with_user(user)
        shipment.write({"bill_of_lading": "BOL-1", "partner_id": False})
        shipment.package_ids.write({"tracking_number": "1Z002"})
        for record, values in (
            (shipment, {"status": "delivered"}),
            (shipment, {"delivered_at": "2026-11-20 10:00:00"}),
            (shipment, {"pod_at": "2026-11-20 10:00:00"}),
            (shipment, {"attention": False}),
            (shipment.package_ids, {"status": "delivered"}),
            (shipment, {"milestone_ids": [Command.create({"classifier": "actual"})]}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            shipment.create({"status": "delivered"})

    def test_nobody_signs_by_a_default_of_his_own(self):
        """M3, A4: what nobody types in does not come from defaults either."""
        user = self.make_user("signs", "logistics_sync_base.group_logistics_operations")
        mine = self.env(user=user)
        for name in ("pod_signed_by", "status"):
            mine["ir.default"].set("logistics.shipment", name, "delivered", True)
        shipment = mine["logistics.shipment"].create({"scac": "ABCD"}).sudo()
        self.assertEqual((shipment.pod_signed_by, shipment.status), (False, "planned"))

    def test_nobody_edits_the_timeline(self):
        """A4: facts are written by their events, never by a user."""
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        user = self.make_user("admin2", "logistics_sync_base.group_logistics_manager")
        milestone = self.shipment.milestone_ids.with_user(user)
        self.assertTrue(milestone.occurred_at)
        with self.assertRaises(AccessError):
            milestone.write({"occurred_at": False})
        with self.assertRaises(AccessError):
            milestone.unlink()

    def test_warehouse_user_ships(self):
        """A3: a warehouse user without any of our groups validates as ever."""
        user = self.make_user("store", "stock.group_stock_user")
        order = self.create_order()
        picking = order.picking_ids.with_user(user)
        picking.action_assign()
        picking.move_ids.picked = True
        picking.carrier_tracking_ref = "1Z555"
        picking.with_context(skip_sms=True).button_validate()
        shipment = order.logistics_shipment_ids
        self.assertEqual(shipment.package_ids.tracking_number, "1Z555")
        self.assertEqual(picking.logistics_shipment_ids, shipment.with_user(user))

    def test_clerk_answers(self):
        """G10: a clerk without stock or sales rights links an event to a shipment."""
        user = self.make_user("clerk", "logistics_sync_base.group_logistics_user")
        [event] = self.receive(self.scan(tracking_number="1Z404"))
        question = self.exception_of(event).with_user(user)
        action = question.action_link_shipment()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        wizard.shipment_id = self.shipment.with_user(user)
        wizard.action_confirm()
        self.assertEqual(question.state, "resolved")
        event.message_id._process_set(event.message_id.received_at)
        self.assertEqual(event.state, "done", event.error)
