# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common_tour import TourCase


@tagged("post_install", "-at_install", "logistics_tour")
class TestTourExceptions(TourCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rule("delivered")
        cls.order = cls.make_order()

    def test_a_clerk_works_an_unknown_code_to_a_posted_invoice(self):
        """J11, J20, F1, G10: a clerk says what a code means; the invoice follows."""
        self.make_person("clerk_of_the_tour", "user")
        self.make_person("biller_of_the_tour", "user", "account.group_account_invoice")
        shipment = self.ship(self.order, "1Z-TOUR-1")
        twin = self.ship(self.make_order(), "1Z-TOUR-9")
        carrier = self.make_parcel_connector()
        events = self.env["logistics.sync.event"]
        for number in ("1Z-TOUR-1", "1Z-TOUR-9"):
            events |= self.tell(carrier, number, "ZUGESTELLT").event_ids
        questions = self.get_exceptions("unknown_code", connector_id=carrier.id)
        self.assertEqual(questions.event_id, events)
        self.assertEqual(shipment.status, "planned")

        self.start_tour(
            "/odoo", "logistics_sync_unknown_code", login="clerk_of_the_tour"
        )
        self.env.invalidate_all()
        self.assertEqual(questions.mapped("resolution"), ["remapped"] * 2)
        self.assertEqual(
            questions.resolved_by_id.login,
            "clerk_of_the_tour",
            questions.mapped("name"),
        )

        self.drain()
        self.invoice_eligible()
        self.assertEqual(events.mapped("state"), ["done"] * 2)
        for shipped in shipment | twin:
            self.assertEqual(shipped.status, "delivered")
            self.assertEqual(shipped.invoice_ids.state, "posted")
            self.assertEqual(shipped.invoice_ids.invoice_line_ids.quantity, 10)

        self.start_tour(
            "/odoo", "logistics_sync_clerk_sees_delivered", login="clerk_of_the_tour"
        )
        self.start_tour(
            "/odoo",
            "logistics_sync_delivered_and_invoiced",
            login="biller_of_the_tour",
        )

    def test_the_next_event_with_that_code_needs_nobody(self):
        """F1: what a clerk said once is known from then on."""
        self.make_person("clerk_of_the_tour", "user")
        self.ship(self.order, "1Z-TOUR-1")
        second = self.ship(self.make_order(), "1Z-TOUR-9")
        carrier = self.make_parcel_connector()
        self.tell(carrier, "1Z-TOUR-1", "ZUGESTELLT")
        self.tell(carrier, "1Z-OF-NOBODY", "ZUGESTELLT")
        self.start_tour(
            "/odoo", "logistics_sync_unknown_code", login="clerk_of_the_tour"
        )
        self.tell(carrier, "1Z-TOUR-9", "ZUGESTELLT")
        self.assertEqual(second.status, "delivered")
        self.assertFalse(self.get_exceptions("unknown_code", connector_id=carrier.id))

    def test_operations_links_an_unknown_tracking_number(self):
        """J1, J11, F2: an event nobody could place is linked, and applied."""
        self.make_person("dispatcher_of_the_tour", "operations")
        shipment = self.ship(self.order, False)
        carrier = self.make_parcel_connector(DLV="delivered")
        event = self.tell(carrier, "1Z-TOUR-2", "DLV").event_ids
        question = self.get_exceptions("unknown_tracking", event_id=event.id)
        self.assertEqual(len(question), 1)

        self.start_tour(
            "/odoo", "logistics_sync_link_shipment", login="dispatcher_of_the_tour"
        )
        self.drain()
        self.assertEqual(question.resolution, "linked")
        self.assertEqual(question.owner_id.login, "dispatcher_of_the_tour")
        self.assertEqual(event.state, "done")
        self.assertEqual(shipment.status, "delivered")
        self.assertEqual(shipment.package_ids.tracking_number, "1Z-TOUR-2")
