# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
from datetime import datetime

from odoo.tests import tagged

from .common import ShipmentCase

PDF = base64.b64encode(b"%PDF-1.4 signed").decode()


@tagged("post_install", "-at_install")
class TestTimeline(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_order()
        cls.shipment = cls.ship(cls.order, "1Z001")

    def test_scan_moves_the_shipment(self):
        """A4, F2: a scan moves shipment, package and order, with all its times."""
        [event] = self.receive(
            self.scan(
                "picked_up",
                at="2026-11-20T15:05:00Z",
                offset=-300,
                tracking_number="1z 001",
                location={
                    "name": None,
                    "city": "Memphis",
                    "state": "TN",
                    "country": "US",
                    "postal_code": None,
                },
            )
        )
        self.assertEqual(event.state, "done", event.error)
        self.assertEqual(self.shipment.status, "in_transit")
        self.assertEqual(self.shipment.milestone_type_id.code, "picked_up")
        self.assertEqual(self.shipment.shipped_at, datetime(2026, 11, 20, 15, 5))
        self.assertEqual(self.shipment.package_ids.status, "in_transit")
        milestone = self.shipment.milestone_ids
        self.assertEqual(milestone.occurred_at, datetime(2026, 11, 20, 15, 5))
        self.assertEqual(milestone.occurred_local, "2026-11-20 10:05 (-05:00)")
        self.assertEqual(milestone.location, "Memphis, TN, US")
        self.assertEqual(milestone.connector_id, self.carrier)
        self.assertEqual(milestone.message_id, event.message_id)
        self.assertEqual(milestone.received_at, event.message_id.received_at)
        self.assertTrue(milestone.processed_at)
        self.assertEqual(milestone.correlation_id, event.correlation_id)
        action = milestone.action_open_message()
        self.assertEqual(action["res_id"], event.message_id.id)

    def test_delivered_reaches_the_order(self):
        """F2: a delivery shows on shipment, transfer and order."""
        self.assertEqual(self.order.logistics_status, "shipped")
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(self.shipment.delivered_at, datetime(2026, 11, 20, 10))
        self.assertEqual(self.order.picking_ids.logistics_status, "delivered")
        self.assertEqual(self.order.logistics_status, "delivered")
        self.assertEqual(self.order.sync_state, "ok")
        self.assertEqual(self.order.sync_message_count, 1)

    def test_late_scan_is_history(self):
        """B10: delivered, then an older scan: the state stays, the timeline grows."""
        self.receive(
            self.scan("delivered", at="2026-11-20T17:00:00Z", tracking_number="1Z001")
        )
        [event] = self.receive(
            self.scan("in_transit", at="2026-11-20T08:00:00Z", tracking_number="1Z001")
        )
        self.assertEqual(event.state, "done")
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(
            self.shipment.milestone_ids.type_id.mapped("code"),
            ["delivered", "in_transit"],
        )
        self.assertEqual(
            self.shipment.milestone_ids.mapped("moved_state"), [True, False]
        )

    def test_any_order_in_one_message(self):
        """B10: disorder within one message gives the state of the whole timeline."""
        self.receive(
            self.scan("delivered", at="2026-11-20T17:00:00Z", tracking_number="1Z001"),
            self.scan("picked_up", at="2026-11-19T17:00:00Z", tracking_number="1Z001"),
            self.scan(
                "out_for_delivery", at="2026-11-20T07:00:00Z", tracking_number="1Z001"
            ),
        )
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(self.shipment.shipped_at, datetime(2026, 11, 19, 17))
        self.assertEqual(len(self.shipment.milestone_ids), 3)

    def test_estimate_does_not_deliver(self):
        """B10: an estimated delivery fills the expected date and moves nothing."""
        self.receive(
            self.scan(
                "delivered",
                at="2026-11-25T17:00:00Z",
                tracking_number="1Z001",
                classifier="estimated",
            )
        )
        self.assertEqual(self.shipment.status, "planned")
        self.assertFalse(self.shipment.delivered_at)
        self.assertEqual(
            self.shipment.estimated_delivery_at, datetime(2026, 11, 25, 17)
        )

    def test_missing_time_stays_missing(self):
        """A4: an event without time moves the state but never gets today's date."""
        self.receive(self.scan("delivered", at=None, tracking_number="1Z001"))
        self.assertEqual(self.shipment.status, "delivered")
        self.assertFalse(self.shipment.delivered_at)
        self.assertFalse(self.shipment.milestone_ids.occurred_at)
        self.assertEqual(self.shipment.milestone_ids.occurred_precision, "none")

    def test_same_event_is_on_the_timeline_once(self):
        """B9: processing an event again leaves one row on the timeline."""
        [event] = self.receive(self.scan("delivered", tracking_number="1Z001"))
        handler = self.env["logistics.sync.handler"]
        outcomes = handler._consequence_record_milestone(event)
        self.assertEqual(outcomes[event.id].kind, "done")
        self.assertEqual(len(self.shipment.milestone_ids), 1)

    def test_two_packages(self):
        """B10: a shipment is delivered with its last package."""
        self.shipment._add_tracking_numbers(["1Z002"])
        self.receive(self.scan("delivered", tracking_number="1Z002"))
        self.assertEqual(self.shipment.status, "partially_delivered")
        self.assertEqual(self.order.logistics_status, "partially_delivered")
        self.receive(
            self.scan("delivered", at="2026-11-21T09:00:00Z", tracking_number="1Z001")
        )
        self.assertEqual(self.shipment.status, "delivered")
        self.assertEqual(self.shipment.delivered_at, datetime(2026, 11, 21, 9))

    def test_a_package_found_late_reopens_the_delivery(self):
        """B10: a package nobody knew of makes “all delivered” untrue again."""
        self.receive(self.scan("delivered", tracking_number="1Z001"))
        self.shipment._add_tracking_numbers(["1Z002"])
        self.assertEqual(self.shipment.status, "partially_delivered")
        self.assertFalse(self.shipment.delivered_at)

    def test_pro_number_speaks_for_the_shipment(self):
        """A4, F2: an LTL delivery by PRO number delivers every package."""
        self.shipment._add_tracking_numbers(["1Z002"])
        self.shipment.pro_number = "PRO-77"
        self.receive(self.scan("delivered", pro_number="PRO-77", scope="shipment"))
        self.assertEqual(self.shipment.status, "delivered")
        self.assertFalse(self.shipment.milestone_ids.package_id)

    def test_first_leg_does_not_deliver(self):
        """B10: delivered to the next carrier is a hand-over on the timeline."""
        self.env["logistics.shipment.leg"].create(
            [
                {"shipment_id": self.shipment.id, "sequence": 1, "scac": "AAAA"},
                {"shipment_id": self.shipment.id, "sequence": 2, "scac": "BBBB"},
            ]
        )
        self.receive(self.scan("delivered", tracking_number="1Z001", carrier="AAAA"))
        self.assertEqual(self.shipment.milestone_type_id.code, "interline_transfer")
        self.assertEqual(self.shipment.milestone_ids.leg_id.scac, "AAAA")
        self.receive(
            self.scan(
                "delivered",
                at="2026-11-21T10:00:00Z",
                tracking_number="1Z001",
                carrier="BBBB",
            )
        )
        self.assertEqual(self.shipment.status, "delivered")

    def test_exceptions_ask_for_attention(self):
        """F2: delay, failed attempt and customs hold are shown and can be handled."""
        self.receive(self.scan("customs_hold", tracking_number="1Z001"))
        self.assertTrue(self.shipment.attention)
        self.assertEqual(self.shipment.attention_type_id.code, "customs_hold")
        self.receive(
            self.scan(
                "customs_cleared", at="2026-11-20T12:00:00Z", tracking_number="1Z001"
            )
        )
        self.assertFalse(self.shipment.attention)
        self.receive(
            self.scan("damaged", at="2026-11-20T13:00:00Z", tracking_number="1Z001")
        )
        self.assertTrue(self.shipment.attention)
        self.shipment.action_attention_handled()
        self.assertFalse(self.shipment.attention)
        self.assertEqual(self.shipment.attention_handled_by_id, self.env.user)

    def test_lost_shipment_is_an_exception_of_the_order(self):
        """F2, E9: what is lost or refused shows as a problem on the order."""
        self.receive(self.scan("lost", tracking_number="1Z001"))
        self.assertEqual(self.shipment.status, "exception")
        self.assertEqual(self.order.logistics_status, "exception")

    def test_scans_are_silent(self):
        """F14: twenty scans are twenty rows and no chatter post, mail or activity."""
        documents = [self.shipment, self.order, self.order.picking_ids]
        before = [len(document.message_ids) for document in documents]
        mails = self.env["mail.mail"].search_count([])
        self.receive(
            *(
                self.scan(
                    "arrived_facility",
                    at=f"2026-11-20T10:{minute:02d}:00Z",
                    tracking_number="1Z001",
                )
                for minute in range(20)
            )
        )
        self.assertEqual(len(self.shipment.milestone_ids), 20)
        self.assertEqual([len(document.message_ids) for document in documents], before)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(self.shipment.activity_ids)

    def test_proof_of_delivery(self):
        """F3: signature, time and document are kept with the shipment, once."""
        pod = {
            "signed_by": "M. Keller",
            "document": {
                "name": "../pod.pdf",
                "mimetype": "application/pdf",
                "data": PDF,
            },
        }
        self.receive(
            self.scan("delivered", tracking_number="1Z001", proof_of_delivery=pod)
        )
        self.receive(
            self.scan(
                "pod_received",
                at="2026-11-20T11:00:00Z",
                tracking_number="1Z001",
                proof_of_delivery=pod,
            )
        )
        self.assertEqual(self.shipment.pod_signed_by, "M. Keller")
        self.assertEqual(self.shipment.pod_at, datetime(2026, 11, 20, 10))
        attachment = self.shipment._get_pod_attachments()
        self.assertEqual(len(attachment), 1)
        self.assertEqual(attachment.raw, b"%PDF-1.4 signed")
        self.assertEqual(attachment.name, ".._pod.pdf")
        self.assertEqual(
            (attachment.res_model, attachment.res_id),
            (self.shipment._name, self.shipment.id),
        )
        self.assertTrue(self.shipment.has_pod)

    def test_unreadable_proof_is_a_question(self):
        """F3, G4: a damaged document is asked about; the delivery itself stands."""
        document = {"name": "a", "mimetype": "application/pdf", "data": "%%%%"}
        pod = {"signed_by": None, "document": document}
        [event] = self.receive(
            self.scan("delivered", tracking_number="1Z001", proof_of_delivery=pod)
        )
        self.assertEqual(event.state, "exception")
        self.assertIn("base64", self.exception_of(event).name)
        self.assertEqual(self.shipment.status, "delivered")
        self.assertFalse(self.shipment.has_pod)
