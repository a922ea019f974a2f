# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..core.order_check import check_price, differences, resolve
from ..core.order_parties import find_party
from ..core.order_terms import Directory, Line, Method, Party, Product

QUICK = settings(max_examples=80, derandomize=True, deadline=None)
LAMP = Product(1, "Lamp", True, True, 7, {"units": 7, "ea": 7, "dozens": 8})
OLD = Product(2, "Old lamp", False, True, 7, {"units": 7})
SHADE = Product(3, "Shade", True, False, 7, {"units": 7})
ANNA, BEN = Party(11, 11, "Anna"), Party(12, 12, "Ben")
CODES = st.sampled_from(["LAMP", "lamp ", "OLD", "SHADE", "40", "TWICE", "?", "", None])
JUNK = st.one_of(CODES, st.sampled_from(["1", "-1", "0", "2.50", "NaN", "1e400"]))
ROWS = st.fixed_dictionaries(
    {"line": st.sampled_from(["1", "2"]), "quantity": JUNK},
    optional={
        "sku": CODES,
        "gtin": CODES,
        "buyer_sku": CODES,
        "uom": JUNK,
        "unit_price": JUNK,
        "amount": JUNK,
        "discount_percent": JUNK,
    },
)
PARTIES = st.fixed_dictionaries(
    {},
    optional={
        "code": st.sampled_from(["A", "B", "?"]),
        "partner_code": st.sampled_from(["anna", "ben", "?"]),
        "tax_id": st.sampled_from(["DE 1", "?"]),
        "name": st.just("Somebody"),
    },
)
ORDERS = st.fixed_dictionaries(
    {"customer": PARTIES, "lines": st.lists(ROWS, max_size=3)},
    optional={
        "currency": st.sampled_from(["USD", "XXX", None]),
        "warehouse": st.sampled_from(["WH", "EAST", None]),
        "carrier": st.sampled_from(["PONE", "?"]),
        "service": st.sampled_from(["GROUND", "AIR", "?"]),
        "ship_to": PARTIES,
        "totals": st.fixed_dictionaries({"lines": JUNK}),
    },
)


def directory(**values):
    return Directory(
        **{
            "references": {("customer", "A"): 11},
            "products": {
                "lamp": [LAMP],
                "40": [LAMP],
                "old": [OLD],
                "shade": [SHADE],
                "twice": [LAMP, Product(4, "Other", True, True, 7, {})],
            },
            "parties": {"anna": [ANNA], "ben": [BEN]},
            "parties_by_id": {11: ANNA, 12: BEN},
            "tax_ids": {"DE1": [ANNA]},
            "warehouses": {"wh": [5]},
            "methods": [
                Method(21, "Ground", "PONE", "GROUND"),
                Method(22, "Air", "PONE", "AIR", frozenset({"US"})),
            ],
            "currencies": {"USD": 1},
            "countries": {"US": 1, "DE": 2},
            **values,
        }
    )


def order(**values):
    return {
        "customer": {"code": "A"},
        "lines": [{"line": "1", "sku": "LAMP", "quantity": "1"}],
        **values,
    }


@tagged("post_install", "-at_install")
class TestOrderCheck(BaseCase):
    def faults(self, told, **known):
        return {
            (fault.field, fault.code) for fault in resolve(told, directory(**known))[1]
        }

    def line(self, **values):
        row = {"line": "1", "sku": "LAMP", "quantity": "1", **values}
        return self.faults(order(lines=[row]))

    def test_what_is_wrong_with_a_product(self):
        """A19: unknown, archived, unsellable, ambiguous and contradicting numbers."""
        self.assertFalse(self.line())
        self.assertFalse(self.line(sku="lamp ", uom="EA", gtin="40"))
        self.assertEqual(self.line(sku="?"), {("lines[0].sku", "unknown")})
        self.assertEqual(self.line(sku="OLD"), {("lines[0].sku", "archived")})
        self.assertEqual(self.line(sku="SHADE"), {("lines[0].sku", "not_sold")})
        self.assertEqual(self.line(sku="TWICE"), {("lines[0].sku", "ambiguous")})
        self.assertEqual(self.line(gtin="OLD"), {("lines[0].sku", "contradiction")})
        self.assertEqual(
            self.line(sku=None, buyer_sku="LAMP"), {("lines[0].buyer_sku", "unknown")}
        )
        self.assertEqual(self.line(sku=None), {("lines[0].sku", "missing")})
        self.assertEqual(self.line(uom="XX"), {("lines[0].uom", "unit")})
        self.assertEqual(
            self.line(quantity="0"), {("lines[0].quantity", "not_positive")}
        )

    def test_money_without_currency_is_no_money(self):
        """A19: prices without a currency, and a currency nobody uses, are faults."""
        self.assertEqual(self.line(unit_price="1"), {("currency", "missing")})
        self.assertEqual(self.faults(order(currency="XXX")), {("currency", "unknown")})

    def test_customers(self):
        """A19: numbers of a customer must agree; a foreign one never orders here."""
        self.assertEqual(find_party("c", {"tax_id": "de-1"}, directory())[0], ANNA)
        told = {"partner_code": "ben", "tax_id": "DE 1"}
        self.assertEqual(
            self.faults(order(customer=told)), {("customer", "contradiction")}
        )
        self.assertFalse(self.faults(order(customer={"name": "?"}), own_customer=ANNA))
        self.assertEqual(
            self.faults(order(customer={"partner_code": "ben"}), own_customer=ANNA),
            {("customer", "other_customer")},
        )

    def test_delivery_methods(self):
        """A19: carrier and service name one method that serves the country."""
        plan, faults = resolve(order(carrier="PONE", service="GROUND"), directory())
        self.assertEqual((plan.method_id, faults), (21, []))
        self.assertEqual(
            self.faults(order(carrier="?", service="?")),
            {("carrier", "unknown"), ("service", "unknown")},
        )
        self.assertEqual(self.faults(order(carrier="PONE")), {("carrier", "ambiguous")})
        abroad = {"name": "X", "address": {"street": "1", "city": "B", "country": "DE"}}
        self.assertEqual(
            self.faults(order(service="AIR", ship_to=abroad)),
            {("ship_to.address.country", "not_served")},
        )

    def test_price_tolerance(self):
        """A19: the price told may be off by the tolerance, and not by more."""
        line = Line("1", "LAMP", 1, 7, Decimal(1), Decimal("49"), Decimal(0))
        cent = Decimal("0.01")
        self.assertIsNone(check_price(line, Decimal(50), Decimal(2), cent))
        fault = check_price(line, Decimal(50), Decimal("1.9"), cent)
        self.assertEqual((fault.value, fault.expected), ("49.00", "50.00"))
        line.discount = Decimal(10)
        self.assertIsNone(check_price(line, Decimal("44.10"), Decimal(0), cent))

    def test_differences_of_two_tellings(self):
        """A19: another revision or writing of a number is the same order."""
        first = order(revision="1", notes=None)
        again = order(revision="2", references={}, lines=[dict(first["lines"][0])])
        again["lines"][0]["quantity"] = "1.00"
        self.assertFalse(differences(first, again))
        again["lines"] += [{"line": "2", "sku": "SHADE", "quantity": "1"}]
        again["lines"][0]["sku"] = "0040"
        self.assertEqual(differences(first, again), ["line 1: sku", "line 2"])

    @QUICK
    @given(ORDERS)
    def test_no_order_is_both_faultless_and_incomplete(self, told):
        """A19: whatever is told: named faults, or a plan with customer and lines."""
        plan, faults = resolve(told, directory())
        for fault in faults:
            self.assertTrue(fault.code and fault.field)
        if faults:
            return
        self.assertIn(plan.customer_id, (11, 12))
        self.assertEqual(len(plan.lines), len(told["lines"]))
        for line in plan.lines:
            self.assertEqual((line.product_id, line.quantity > 0), (1, True))

    @QUICK
    @given(ORDERS)
    def test_an_order_equals_itself(self, told):
        """A19: an order told again without a change is a duplicate, always."""
        self.assertFalse(differences(told, dict(told, revision="9")))
