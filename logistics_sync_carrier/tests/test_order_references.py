# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from .common_orders import OrderCase


class TestOrderReferences(OrderCase):
    """The codes of a partner, learned before or through its orders."""

    def read_in(self, text):
        wizard = self.env["logistics.sync.reference.import"].create(
            {"connector_id": self.shop.id, "file": base64.b64encode(text.encode())}
        )
        return self.env["logistics.sync.reference"].search(
            wizard.action_import()["domain"]
        )

    def test_codes_confirmed_early_let_the_first_order_through(self):
        """A18, A19: products, customers, warehouses, carriers and charges that were
        read in and confirmed are understood by the first order."""
        freight = self.env["product.product"].create(
            {"name": "Freight charge", "type": "service", "default_code": "FRT"}
        )
        method = self.env["delivery.carrier"].create(
            {"name": "Parcel One", "product_id": freight.id, "scac": "PONE"}
        )
        self.customer.vat = "US-TAX-1"
        found = self.read_in(
            "kind,code,name,barcode\n"
            "product,P-900,Lamp for desks,4006381333931\n"
            "customer,77001,Harbour Books Inc,US-TAX-1\n"
            f"warehouse,W9,{self.warehouse.name},\n"
            "carrier,ONE,Parcel One,\n"
            "charge,FC,Freight charge,\n"
        )
        records = {one.kind: one._get_record() for one in found}
        self.assertEqual(records["product"], self.lamp)
        self.assertEqual(records["customer"], self.customer)
        self.assertEqual(records["warehouse"], self.warehouse)
        self.assertEqual(records["carrier"], method)
        self.assertEqual(records["charge"], freight)
        found.filtered(lambda one: one.kind != "product").action_confirm()
        self.env["logistics.sync.external.ref"].search(
            [("external_id", "=", "K-7")]
        ).unlink()
        found.action_confirm()
        self.env["logistics.sync.code.map"].search(
            [("external_code", "=", "77001")]
        ).unlink()
        found.filtered(lambda one: one.kind == "customer")._teach()
        (event,) = self.send(
            self.order(
                "R-1",
                self.line(None, 2, buyer_sku="P-900"),
                customer={"code": "77001"},
                warehouse="W9",
                carrier="ONE",
                allowances=[{"kind": "allowance", "code": "FC", "amount": "5"}],
            )
        )
        self.assertEqual(event.state, "done", event.error)
        order = self.made()
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.carrier_id, method)
        self.assertEqual(order.order_line.mapped("price_unit"), [50, -5])

    def test_unknown_codes_of_an_order_are_offered_with_suggestions(self):
        """A18, A19: what an order could not say joins the references to decide; one
        confirmation and "Process Again" make the order."""
        (event,) = self.send(
            self.order(
                "R-2",
                self.line("S-4711", description="Shade"),
                customer={"code": "K-99", "name": "Harbour Books"},
            )
        )
        waiting = self.env["logistics.sync.reference"].search(
            [("connector_id", "=", self.shop.id), ("state", "=", "open")]
        )
        self.assertEqual(
            {(one.kind, one.external_code, one.reason) for one in waiting},
            {("product", "S-4711", "name"), ("customer", "K-99", "name")},
        )
        question = self.exception_of(event)
        action = question.action_open_order_references()
        self.assertIn(waiting[0], waiting.search(action["domain"]))
        waiting.action_confirm()
        question.action_retry()
        event.message_id._process_set(self.env.cr.now())
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.made().order_line.product_id, self.shade)

    def test_second_number_of_a_product_is_a_code(self):
        """A18: a product with two numbers at one partner is found by both."""
        found = self.read_in(
            "kind,code,barcode\nproduct,OLD-1,4006381333931\nproduct,NEW-1,4006381333931\n"
        )
        found.action_confirm()
        events = self.send(
            self.order("R-3", self.line("OLD-1")), self.order("R-4", self.line("NEW-1"))
        )
        self.assertEqual(events.mapped("state"), ["done", "done"])
        self.assertEqual(self.made().order_line.product_id, self.lamp)
