# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourConnectors(TourCase):
    def test_an_administrator_connects_a_partner_without_code(self):
        """C11, A20, M1: layout, preview, approval, connector by clicks; a file in."""
        self.make_person("administrator_of_the_tour", "manager")
        self.make_person("second_administrator", "manager")
        shipment = self.ship(self.make_order(), "1Z-TOUR-5")

        for tour, login in (
            ("logistics_sync_write_layout", "administrator_of_the_tour"),
            ("logistics_sync_approve_mapping", "second_administrator"),
            ("logistics_sync_connect_partner", "administrator_of_the_tour"),
        ):
            self.start_tour("/odoo", tour, login=login)
        self.env.invalidate_all()
        connector = self.env["logistics.sync.connector"].search(
            [("code", "=", "rhine-parcel")]
        )
        self.assertEqual(connector.state, "live")
        self.assertEqual(connector.mapping_id.state, "active")
        self.assertEqual(connector.mapping_id.column_ids.mapped("length"), [9, 2, 12])
        token = connector.credential_ids.sudo()
        self.assertEqual(token.kind, "access_token")
        self.assertFalse(token.secret_encrypted)
        self.assertEqual(len(token.hint), 4)

        message = self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id)]
        )
        self.assertEqual(message.idempotency_key, "tour-1")
        self.drain()
        self.assertEqual(message.event_ids.state, "done", message.error)
        self.assertEqual(shipment.status, "delivered")
