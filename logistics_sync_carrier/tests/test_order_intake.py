# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from .common_orders import OrderCase


class TestOrderIntake(OrderCase):
    """Orders that are right become sales orders; others become one question."""

    def test_order_becomes_a_quotation_with_all_it_says(self):
        """A19: an order whose master data is known becomes a sales order."""
        method = self.env["delivery.carrier"].create(
            {
                "name": "Parcel One Ground",
                "product_id": self.env["product.product"]
                .create({"name": "Freight", "type": "service", "default_code": "FRT"})
                .id,
                "scac": "PONE",
                "logistics_service": "GROUND",
            }
        )
        for kind, code, meaning in (
            ("charge", "FC", "FRT"),
            ("uom", "P6", "Pack of 6"),
        ):
            self.env["logistics.sync.code.map"].create(
                {
                    "connector_id": self.shop.id,
                    "kind": kind,
                    "external_code": code,
                    "internal_code": meaning,
                }
            )
        (event,) = self.send(
            self.order(
                "W-1",
                self.line("LAMP-1", 4, unit_price="50.00", uom="C62"),
                self.line(None, 2, gtin="4006381333931"),
                self.line("SHADE-1", 1, uom="P6", discount_percent="0"),
                carrier="PONE",
                service="GROUND",
                warehouse=self.warehouse.code,
                requested_delivery_date="2026-12-01",
                references={"customer_order": "PO-5"},
                ship_to={
                    "name": "Dock 2",
                    "address": {
                        "street": "402 Lake Street",
                        "city": "Albany",
                        "state": "NY",
                        "country": "US",
                        "postal_code": "12207",
                    },
                },
                allowances=[{"kind": "charge", "code": "FC", "amount": "85.00"}],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        order = self.made()
        self.assertEqual(event._get_document(), order)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.client_order_ref, "PO-5")
        self.assertEqual(order.logistics_number, "W-1")
        self.assertEqual(order.carrier_id, method)
        self.assertEqual(order.warehouse_id, self.warehouse)
        self.assertEqual(order.commitment_date, datetime(2026, 12, 1, 12))
        self.assertEqual(order.partner_shipping_id.city, "Albany")
        self.assertEqual(order.partner_shipping_id.parent_id, self.customer)
        self.assertEqual(
            [
                (line.product_id.default_code, line.product_uom_qty, line.price_unit)
                for line in order.order_line
            ],
            [("LAMP-1", 4, 50), ("LAMP-1", 2, 50), ("SHADE-1", 1, 60), ("FRT", 1, 85)],
        )
        self.assertEqual(order.order_line[2].product_uom_id.name, "Pack of 6")

    def test_refused_order_names_everything_at_once(self):
        """A19: unknown item and price mismatch: no sales order line is made, and one
        exception names SKU, field, value and remedy of each."""
        lines = self.env["sale.order.line"].search_count([])
        (event,) = self.send(
            self.order(
                "W-2",
                self.line("NOBODY-9", 1),
                self.line("LAMP-1", 1, unit_price="47.11"),
                self.line("SHADE-1", 0, uom="ACR"),
                customer={"code": "K-7"},
                warehouse="MOON",
                carrier="XXXX",
                ship_to={"address": {"street": "1 Way", "city": "X", "country": "XX"}},
            )
        )
        self.assertEqual(event.state, "exception")
        self.assertFalse(self.made())
        self.assertEqual(self.env["sale.order.line"].search_count([]), lines)
        question = self.exception_of(event)
        self.assertEqual(question.code, "order_refused")
        self.assertIn("Line 10, NOBODY-9, SKU", question.name)
        self.assertIn("Line 20, LAMP-1, Unit price “47.11”", question.name)
        rows = {row["field"]: row for row in question.order_faults}
        self.assertEqual(
            set(rows),
            {
                "lines[0].sku",
                "lines[1].unit_price",
                "lines[2].quantity",
                "lines[2].uom",
                "warehouse",
                "carrier",
                "ship_to.address.country",
            },
        )
        self.assertEqual(rows["lines[1].unit_price"]["sku"], "LAMP-1")
        self.assertTrue(all(row["remedy"] for row in question.order_faults))
        self.assertIn("NOBODY-9", question.order_faults_html)

    def test_mended_order_is_made_exactly_once(self):
        """A19: after the product was mended, "Process Again" makes the order once."""
        (event,) = self.send(self.order("W-3", self.line("NEW-1", 3)))
        question = self.exception_of(event)
        self.shade.barcode = "NEW-1"
        question.action_retry()
        event.message_id._process_set(self.env.cr.now())
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(self.made().order_line.product_id, self.shade)
        event.message_id._replay("again")
        event.message_id._process_set(self.env.cr.now())
        self.assertEqual(len(self.made()), 1)

    def test_question_follows_what_is_still_wrong(self):
        """A19: processed again too early, the one question names what is left."""
        (event,) = self.send(self.order("W-4", self.line("NEW-1"), self.line("NEW-2")))
        question = self.exception_of(event)
        self.assertEqual(len(question.order_faults), 2)
        self.shade.barcode = "NEW-1"
        question.action_retry()
        event.message_id._process_set(self.env.cr.now())
        self.assertEqual(self.exception_of(event), question)
        self.assertEqual([row["sku"] for row in question.order_faults], ["NEW-2"])
        self.assertFalse(self.made())

    def test_price_within_tolerance_holds(self):
        """A19: a price is compared with the price list within the tolerance set."""
        self.shop.order_price_tolerance = 2
        near, far = self.send(
            self.order("W-5", self.line("LAMP-1", unit_price="49.00")),
            self.order("W-6", self.line("LAMP-1", unit_price="48.99")),
        )
        self.assertEqual((near.state, far.state), ("done", "exception"))
        self.assertEqual(self.made("W-5").order_line.price_unit, 49)
        self.assertIn("48.99, but our price is 50.00", far.error)

    def test_price_comes_from_the_price_list_of_the_customer(self):
        """A19: prices, currency and quantity breaks are those of the price list."""
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {
                "name": "Contract",
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.lamp.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": 40,
                            "min_quantity": 10,
                        },
                    )
                ],
            }
        )
        many, few = self.send(
            self.order("W-7", self.line("LAMP-1", 10, unit_price="40")),
            self.order("W-8", self.line("LAMP-1", 9, unit_price="40")),
        )
        self.assertEqual((many.state, few.state), ("done", "exception"))
        other = self.env["res.currency"].search(
            [("id", "!=", self.company.currency_id.id), ("active", "=", False)], limit=1
        )
        other.active = True
        (foreign,) = self.send(
            self.order("W-9", self.line("LAMP-1", 1), currency=other.name)
        )
        self.assertIn("our price list is in", foreign.error)

    def test_taxes_told_are_compared(self):
        """A19: tax rules: a rate we would not bill is named with its line."""
        tax = self.env["account.tax"].create(
            {"name": "7 percent", "amount": 7, "type_tax_use": "sale"}
        )
        self.lamp.taxes_id = tax
        right, wrong = self.send(
            self.order(
                "W-10", self.line("LAMP-1", taxes=[{"rate": "7", "amount": "1"}])
            ),
            self.order(
                "W-11", self.line("LAMP-1", taxes=[{"rate": "19", "amount": "1"}])
            ),
        )
        self.assertEqual((right.state, wrong.state), ("done", "exception"))
        self.assertIn("Line 10, LAMP-1, Tax: 19 %", wrong.error)

    def test_price_with_included_tax_is_compared_net(self):
        """A19: where Odoo keeps prices with tax, the net price of the order fits."""
        self.lamp.taxes_id = self.env["account.tax"].create(
            {
                "name": "25 included",
                "amount": 25,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
        (event,) = self.send(self.order("W-12", self.line("LAMP-1", unit_price="40")))
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.made().amount_untaxed, 40)

    def test_address_told_twice_is_made_once(self):
        """A19: one ship-to of many orders becomes one address of the customer."""
        place = {
            "name": "Dock 9",
            "address": {"street": "9 Quay", "city": "Albany", "country": "US"},
        }
        moved = dict(place, address=dict(place["address"], street="9  QUAY"))
        self.send(
            self.order("W-22", self.line("LAMP-1"), ship_to=place),
            self.order("W-23", self.line("LAMP-1"), ship_to=moved),
        )
        self.send(self.order("W-24", self.line("LAMP-1"), ship_to=place))
        self.assertEqual(len(self.made().partner_shipping_id), 1)
        self.assertEqual(len(self.made()), 3)

    def test_customer_connector_speaks_for_its_partner(self):
        """A19: over a customer's own connection nobody else can order."""
        edi = self.create_connector(
            "big-buyer", kind="customer", partner_id=self.customer.id
        )
        other = self.env["res.partner"].create({"name": "Else", "ref": "C-200"})
        own, foreign = self.send(
            self.order("B-1", self.line("LAMP-1"), customer={"name": "Whoever"}),
            self.order("B-2", self.line("LAMP-1"), customer={"partner_code": "C-200"}),
            connector=edi,
        )
        self.assertEqual(own._get_document().partner_id, self.customer)
        self.assertIn(other.name, self.exception_of(foreign).name)

    def test_checking_many_orders_asks_the_database_as_often_as_few(self):
        """A19: validation works in sets: no query for each order or line."""
        intake = self.env["logistics.order.intake"].sudo()

        def count(size):
            orders = [
                self.order(
                    f"Q-{size}-{place}",
                    *[
                        self.line(sku, 1 + place, unit_price="1", uom="EA")
                        for sku in ("LAMP-1", "SHADE-1", f"NO-{place}") * 3
                    ],
                    ship_to={"name": "X", "code": f"{place}"},
                )
                for place in range(size)
            ]
            message = self.post(*orders, connector=self.shop)
            message._process_set(self.env.cr.now())
            facts = list(message.event_ids._read_facts().values())
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            drafts = [self.draft(fact) for fact in facts]
            intake._check(self.shop, drafts)
            self.assertTrue(all(draft.faults for draft in drafts))
            return self.env.cr.sql_log_count - before

        few = count(2)
        self.assertLessEqual(count(20), few)

    def draft(self, fact):
        from ..models.order_draft import OrderDraft

        return OrderDraft(fact.id, fact.canonical["number"], fact.canonical)
