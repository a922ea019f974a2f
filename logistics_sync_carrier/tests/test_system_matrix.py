# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import html

from odoo import Command
from odoo.tests import tagged

from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestSystemMatrix(ShipmentCase):
    """An order whose shipment a portal is told about, until the portal fails."""

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(PartnerServer({"/hook": Reply()}))
        self.portal = self.create_connector(
            "portal",
            name="Portal",
            transport="webhook",
            outbound_transport="webhook",
            outbound_url=f"{self.server.url}/hook",
            allow_private_network=True,
            allow_plain_http=True,
            sign_outbound=False,
        )
        self.types = self.env["logistics.sync.event.type"].search(
            [("code", "in", ("shipped", "picked_up", "in_transit", "delivered"))]
        )
        self.types.active = True
        self.env["logistics.sync.subscription"].create(
            {
                "name": "The portal",
                "connector_id": self.portal.id,
                "event_type_ids": [Command.set(self.types.ids)],
            }
        )

    def deliver(self):
        cron = self.env.ref("logistics_sync_base.ir_cron_drain_outbound")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def read_matrix(self, record):
        """Rows of texts, the first with the heads; and the classes of each row."""
        record.invalidate_recordset(["sync_systems_html"])
        rows = html.fromstring(str(record.sync_systems_html)).xpath("//tr")
        return [
            ([" ".join(cell.text_content().split()) for cell in row], row.get("class"))
            for row in rows
        ]

    def test_the_portal_fails(self):
        """B24: subscriber fails: portal=shipped, Odoo=delivered, in red, since when."""
        order = self.create_order((self.lamp, 2))
        shipment = self.ship(order, tracking="1Z900")
        self.receive(
            self.scan(
                "picked_up",
                at="2026-11-20T08:00:00Z",
                event_type="shipped",
                tracking_number="1Z900",
            )
        )
        self.deliver()
        rows = self.read_matrix(order)
        self.assertEqual(rows[1][0][:3], ["Odoo", "", "Shipped"])
        self.assertEqual(rows[2][0][0], "Portal")
        self.assertEqual(rows[2][0][2], "Shipped")
        self.assertIn("In step", rows[2][0][-1])
        self.assertFalse(rows[2][1])
        self.server.routes["/hook"] = Reply({"detail": "out of order"}, 500)
        self.receive(
            self.scan("delivered", at="2026-11-20T15:00:00Z", tracking_number="1Z900")
        )
        self.deliver()
        self.assertEqual(shipment.status, "delivered")
        for document in (order, shipment):
            with self.subTest(document=document._name):
                [own, portal] = self.read_matrix(document)[1:]
                self.assertEqual(own[0][:3], ["Odoo", "", "Delivered"])
                self.assertEqual(portal[0][2], "Shipped")
                self.assertEqual(portal[0][5], "Delivered")
                self.assertIn("table-danger", portal[1])
                self.assertIn("Differs since", portal[0][-1])
                self.assertIn("Failed, retrying", portal[0][-1])
        states = self.env["logistics.sync.system.state"].search(
            [("is_different", "=", True)]
        )
        self.assertEqual(states.document_name, shipment.display_name)

    def test_an_invoice(self):
        """B24, D22: what the portal knows of an invoice, on the invoice."""
        posted = self.env.ref(
            "logistics_sync_carrier.event_type_customer_invoice_posted",
            raise_if_not_found=False,
        ) or self.env["logistics.sync.event.type"].search(
            [("code", "=", "customer_invoice_posted")]
        )
        self.env["logistics.sync.subscription"].create(
            {
                "name": "Invoices",
                "connector_id": self.portal.id,
                "event_type_ids": [Command.set(posted.ids)],
            }
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-11-20",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.lamp.id, "quantity": 1, "price_unit": 10}
                    )
                ],
            }
        )
        self.assertFalse(invoice.sync_systems_html)
        invoice.action_post()
        [own, portal] = self.read_matrix(invoice)[1:]
        self.assertEqual(own[0][:3], ["Odoo", "", "Posted"])
        self.assertEqual(portal[0][2], "Nothing yet")
        self.assertIn("On its way", portal[0][-1])
        self.deliver()
        [portal] = self.read_matrix(invoice)[2:]
        self.assertEqual(portal[0][2], posted.name)
        self.assertIn("In step", portal[0][-1])
