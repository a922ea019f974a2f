# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .common import ShipmentCase


class OrderCase(ShipmentCase):
    """A shop that sends orders for our customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.create_connector("web-shop", kind="platform")
        cls.teach("customer", "K-7", cls.customer)

    @classmethod
    def teach(cls, kind, code, record, connector=None):
        return cls.env["logistics.sync.external.ref"].create(
            {
                "connector_id": (connector or cls.shop).id,
                "kind": kind,
                "external_id": code,
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    def line(self, sku, quantity=1, **values):
        row = {"sku": sku, "quantity": str(quantity), **values}
        return {name: value for name, value in row.items() if value is not None}

    def order(self, number, *lines, **values):
        """A canonical order; lines are numbered by ten."""
        return {
            "schema": "order/1.0",
            "event_type": "order_received",
            "number": number,
            "action": "new",
            "currency": self.company.currency_id.name,
            "customer": {"code": "K-7"},
            "lines": [
                {"line": str(10 * place), **line} for place, line in enumerate(lines, 1)
            ],
            **values,
        }

    def send(self, *orders, connector=None):
        return self.receive(*orders, connector=connector or self.shop)

    def made(self, number=None):
        """The sales orders the shop's orders became."""
        domain = [("logistics_connector_id", "=", self.shop.id)]
        if number:
            domain.append(("logistics_number", "=", number))
        return self.env["sale.order"].search(domain)
