# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_orders import OrderCase


@tagged("post_install", "-at_install")
class TestOwnedDocuments(OrderCase):
    """People in Odoo meet the system of record, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.env["res.users"].create(
            {
                "name": "Ada Seller",
                "login": "ada_seller",
                "group_ids": [
                    Command.link(cls.env.ref(group).id)
                    for group in (
                        "sales_team.group_sale_salesman_all_leads",
                        "stock.group_stock_user",
                    )
                ],
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def setUp(self):
        super().setUp()
        self.send(self.order("SO-1", self.line("LAMP-1", 2)))
        self.document = self.made("SO-1")
        self.mine = self.document.with_user(self.seller)

    def own(self, in_odoo, **values):
        return self.env["logistics.sync.ownership"].create(
            {
                "object": "order",
                "company_id": self.company.id,
                "owner": "connectors",
                "connector_ids": [Command.set(self.shop.ids)],
                "in_odoo": in_odoo,
            }
            | values
        )

    def get_notes(self, record):
        return [
            str(message.body)
            for message in record.message_ids
            if "has the say" in str(message.body)
        ]

    def test_a_price_of_the_shop_is_refused(self):
        """A14: the field, who owns it and what to do are told; the rest is free."""
        self.own("refuse", part="price")
        price = self.document.order_line.price_unit
        with self.assertRaisesRegex(
            UserError, "“Unit Price”.*Web Shop.*Nothing was changed"
        ):
            self.mine.order_line.write({"price_unit": price + 1})
        with self.assertRaisesRegex(UserError, "has the say"):
            self.mine.write(
                {
                    "order_line": [
                        Command.update(self.mine.order_line.id, {"discount": 5})
                    ]
                }
            )
        self.assertEqual(self.document.order_line.price_unit, price)
        self.mine.order_line.write({"product_uom_qty": 3, "price_unit": price})
        self.assertEqual(self.document.order_line.product_uom_qty, 3)
        self.assertFalse(self.get_notes(self.document))

    def test_a_note_and_a_question(self):
        """A14: told where people look, with who did it; as a question if so set."""
        rule = self.own("note", part="dates")
        self.mine.commitment_date = "2026-12-01"
        [note] = self.get_notes(self.document)
        self.assertIn("Ada Seller", note)
        self.assertIn("“Delivery Date”", note)
        self.assertFalse(self.find_questions())
        rule.in_odoo = "ask"
        self.mine.commitment_date = "2026-12-02"
        self.assertEqual(len(self.get_notes(self.document)), 2)
        self.assertIn("Ada Seller", self.find_questions().name)
        self.assertEqual(str(self.document.commitment_date.date()), "2026-12-02")

    def find_questions(self):
        return self.env["logistics.sync.exception"].search(
            [
                ("code", "=", "ownership_conflict"),
                ("res_model", "=", "sale.order"),
                ("res_id", "=", self.document.id),
            ]
        )

    def test_who_may_overrule_is_noted(self):
        """A14: the permission lifts the refusal, and the note still comes."""
        self.own("refuse", part="price")
        self.seller.group_ids += self.env.ref(
            "logistics_sync_base.group_logistics_overrule"
        )
        self.mine.order_line.price_unit = 1
        self.assertEqual(self.document.order_line.price_unit, 1)
        [note] = self.get_notes(self.document)
        self.assertIn("“Unit Price”", note)

    def test_dates_and_addresses_of_a_transfer(self):
        """A14: the warehouse owns them; the narrower rule counts."""
        self.document.action_confirm()
        picking = self.document.picking_ids.with_user(self.seller)
        self.own("refuse", object="shipment", part="dates")
        self.own("refuse", object="shipment", part="addresses", operation="update")
        free = self.own("free", object="shipment", part="carrier")
        self.assertFalse(free._limits_people())
        for name, value in (
            ("scheduled_date", "2027-01-01 10:00:00"),
            ("partner_id", self.company.partner_id.id),
        ):
            with self.assertRaisesRegex(UserError, "has the say"):
                picking.write({name: value})
        # Work in the warehouse goes on.
        picking.note = "Ring twice"
        picking.action_assign()
        picking.move_ids.quantity = 2

    def test_the_shop_itself_and_other_companies_are_free(self):
        """A14: what the owner tells is applied; Odoo's own rule limits nobody here."""
        self.own("refuse")
        self.shop.order_change = "quotation"
        change = {"event_type": "order_changed", "action": "change"}
        (event,) = self.send(
            self.order("SO-1", self.line("LAMP-1", 5), **change), connector=self.shop
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.document.order_line.product_uom_qty, 5)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["logistics.sync.ownership"].search([]).unlink()
        theirs = self.shop.copy({"company_id": other.id, "code": "shop-elsewhere"})
        self.own(
            "refuse",
            company_id=other.id,
            connector_ids=[Command.set(theirs.ids)],
        )
        self.mine.order_line.product_uom_qty = 7

    def test_no_rule_costs_no_query(self):
        """A14: where nothing is limited, a write is as before."""
        self.mine.client_order_ref = "A"
        self.env.flush_all()
        self.assertTrue(self.mine.sudo().company_id)
        with self.assertQueryCount(0):
            self.assertEqual(self.mine._find_overruled({"client_order_ref": "B"}), [])
