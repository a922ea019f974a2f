# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourReading(TourCase):
    def test_from_the_red_badge_of_an_order_to_the_mended_message(self):
        """B3, J11: red badge, its messages only, the document in words, the answer."""
        self.make_person(
            "reader_of_the_tour", "user", "sales_team.group_sale_salesman_all_leads"
        )
        order, twin = self.make_order(), self.make_order()
        shipment = self.ship(order, "1Z-READ-1")
        self.ship(twin, "1Z-READ-2")
        carrier = self.make_parcel_connector(DLV="delivered")
        self.tell(carrier, "1Z-READ-2", "DLV")
        message = self.tell(carrier, "1Z-READ-1", "ZUGESTELLT")
        self.assertEqual(
            [(order | twin).mapped("sync_state"), order.picking_ids.sync_state],
            [["problem", "ok"], "problem"],
        )

        self.start_tour(
            f"/odoo/sales/{order.id}",
            "logistics_sync_read_and_mend",
            login="reader_of_the_tour",
        )
        self.env.invalidate_all()
        self.drain()
        self.assertEqual(message.state, "processed")
        self.assertEqual(shipment.status, "delivered")
        self.assertEqual(order.sync_state, "ok")
