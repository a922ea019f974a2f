# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import Command, fields

from .common_orders import OrderCase

SHIP_TO = {
    "ship_to.name": "name",
    "ship_to.address.city": "city",
    "ship_to.address.state": "state",
    "ship_to.address.country": "country",
    "ship_to.address.postal_code": "postal_code",
}
X12_SHIP_TO = {
    target: f"parties[?role=='ship_to'] | [0].{name}"
    for target, name in SHIP_TO.items()
} | {"ship_to.address.street": "parties[?role=='ship_to'] | [0].street[0].line"}
COMMON = {
    "schema": {"constant": "order/1.0"},
    "event_type": {"constant": "order_received"},
    "action": {"constant": "new"},
}
PURCHASE_ORDER = (
    COMMON
    | X12_SHIP_TO
    | {
        "number": "heading.number",
        "currency": "currency.code",
        "customer.code": "parties[?role=='buyer'].code | [0]",
        "requested_delivery_date": {
            "expression": "dates[?kind=='delivery_requested'].date | [0]",
            "transform": "date",
        },
        "lines": {"expression": "items", "transform": "list"},
        "lines[].line": "line",
        "lines[].sku": "ids[?kind=='vendor_part'].value | [0]",
        "lines[].quantity": {"expression": "quantity", "transform": "decimal"},
        "lines[].uom": "unit",
        "lines[].unit_price": {"expression": "price", "transform": "decimal"},
    }
)
SHIPPING_ORDER = (
    COMMON
    | X12_SHIP_TO
    | {
        "number": "heading.order",
        "references.customer_order": "heading.purchase_order",
        "customer.name": {"constant": "Whose connection it is"},
        "requested_ship_date": {
            "expression": "dates[?kind=='ship_requested'].date | [0]",
            "transform": "date",
        },
        "lines": {"expression": "lines", "transform": "list"},
        "lines[].line": "number",
        "lines[].sku": "items[0].ids[?kind=='vendor_item'].value | [0]",
        "lines[].quantity": {"expression": "items[0].quantity", "transform": "decimal"},
        "lines[].uom": "items[0].unit",
    }
)
EDIFACT_ORDER = (
    COMMON
    | {
        target: f"parties[?role=='delivery_party'] | [0].{name}"
        for target, name in SHIP_TO.items()
    }
    | {
        "ship_to.address.street": "parties[?role=='delivery_party'] | [0].street",
        "number": "heading.number",
        "currency": "currencies[0].currency",
        "customer.code": "parties[?role=='buyer'].code | [0]",
        "lines": {"expression": "lines", "transform": "list"},
        "lines[].line": "line",
        "lines[].gtin": "item",
        "lines[].quantity": {
            "expression": "quantities[?kind=='ordered'].quantity | [0]",
            "transform": "decimal",
        },
        "lines[].uom": "quantities[?kind=='ordered'].unit | [0]",
        "lines[].unit_price": {
            "expression": "prices[?kind=='net'].price | [0]",
            "transform": "decimal",
        },
    }
)
OWN_JSON = COMMON | {
    "number": "orderNo",
    "currency": {"constant": "USD"},
    "customer.code": "buyer",
    "lines": {"expression": "positions", "transform": "list"},
    "lines[].line": "pos",
    "lines[].sku": "article",
    "lines[].quantity": {"expression": "qty", "transform": "decimal"},
    "lines[].unit_price": {"expression": "price", "transform": "decimal"},
}


def x12(kind, group, *segments):
    """One interchange with one transaction set."""
    lines = [
        "ISA*00*          *00*          *02*BUYER          *ZZ*SHIPPER        "
        "*261120*1200*U*00401*000000001*0*T*>",
        f"GS*{group}*BUYER*SHIPPER*20261120*1200*1*X*004010",
        f"ST*{kind}*0001",
        *segments,
        f"SE*{len(segments) + 2}*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(f"{line}~" for line in lines)


PLACE = ("N1*ST*Dock 5*92*D5", "N3*1 Mill Road", "N4*TROY*NY*12180*US")


class TestOrderWires(OrderCase):
    """The same order, whatever carried it."""

    def arrive(self, body, wire, rules, kind="platform"):
        mapping = self.env["logistics.sync.mapping"].create(
            {
                "name": f"Orders by {wire}",
                "format": wire,
                "canonical_schema": "order/1.0",
                "rule_ids": [
                    Command.create(
                        {"target": target}
                        | (rule if isinstance(rule, dict) else {"expression": rule})
                    )
                    for target, rule in rules.items()
                    if target != "schema"
                ],
            }
        )
        mapping.sudo().action_activate()
        connector = self.create_connector(
            f"by-{wire}-{next(self.numbers)}",
            kind=kind,
            format=wire,
            mapping_id=mapping.id,
            partner_id=self.customer.id,
        )
        self.teach("customer", "K-7", self.customer, connector)
        self.company.currency_id = self.env.ref("base.USD")
        message, __ = self.env["logistics.sync.message"]._ingest(
            connector, body.encode(), "first"
        )
        message._process_set(fields.Datetime.now())
        errors = message.event_ids.mapped("error")
        self.assertEqual(message.event_ids.mapped("state"), ["done"], errors)
        return message.event_ids._get_document()

    def check(self, order, price=50):
        self.assertEqual(order.partner_id, self.customer)
        [line] = order.order_line
        self.assertEqual(line.product_id, self.lamp)
        self.assertEqual((line.product_uom_qty, line.price_unit), (4, price))

    def test_x12_purchase_order(self):
        """A19: an X12 850 becomes a sales order, by its mapping alone."""
        order = self.arrive(
            x12(
                "850",
                "PO",
                "BEG*00*SA*PO-7001**20261120",
                "CUR*BY*USD",
                "DTM*002*20261201",
                "N1*BY*Harbour Books*92*K-7",
                *PLACE,
                "PO1*1*4*EA*50**VP*LAMP-1",
                "CTT*1",
            ),
            "x12",
            PURCHASE_ORDER,
        )
        self.check(order)
        self.assertEqual(order.logistics_number, "PO-7001")
        self.assertEqual(order.commitment_date.date().isoformat(), "2026-12-01")
        self.assertEqual(order.partner_shipping_id.street, "1 Mill Road")

    def test_x12_shipping_order(self):
        """A19: an X12 940 of a customer becomes a sales order at our prices."""
        order = self.arrive(
            x12(
                "940",
                "OW",
                "W05*N*DO-1*PO-7001",
                *PLACE,
                "G62*10*20261201",
                "LX*1",
                "W01*4*EA**VN*LAMP-1",
                "W76*4",
            ),
            "x12",
            SHIPPING_ORDER,
            kind="customer",
        )
        self.check(order)
        self.assertEqual(order.client_order_ref, "PO-7001")

    def test_edifact_orders(self):
        """A19: an EDIFACT ORDERS becomes a sales order, by its mapping alone."""
        segments = [
            "UNA:+.? ",
            "UNB+UNOC:3+BUYER:14+SHIPPER:14+261120:1200+1",
            "UNH+1+ORDERS:D:96A:UN",
            "BGM+220+PO-7002+9",
            "DTM+137:20261120:102",
            "NAD+BY+K-7::92",
            "NAD+DP+++Dock 5+1 Mill Road+Troy+NY+12180+US",
            "CUX+2:USD:9",
            "LIN+1++4006381333931:EN",
            "QTY+21:4:PCE",
            "PRI+AAA:50",
            "UNS+S",
            "UNT+11+1",
            "UNZ+1+1",
        ]
        order = self.arrive("'".join([*segments, ""]), "edifact", EDIFACT_ORDER)
        self.check(order)
        self.assertEqual(order.partner_shipping_id.city, "Troy")

    def test_json_of_the_partner_s_own(self):
        """A19: a partner's own JSON becomes a sales order, by its mapping alone."""
        document = {
            "orderNo": "J-1",
            "buyer": "K-7",
            "positions": [{"pos": 1, "article": "LAMP-1", "qty": 4, "price": "50.00"}],
        }
        self.check(self.arrive(json.dumps(document), "json", OWN_JSON))
