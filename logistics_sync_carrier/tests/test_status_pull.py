# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.logistics_sync_base.tests.partner_server import PartnerServer, Reply

from .common import ShipmentCase


@tagged("post_install", "-at_install")
class TestStatusPull(ShipmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipments = cls.env["logistics.shipment"]
        for number in ("Q1", "Q2", "Q3"):
            cls.shipments |= cls.ship(cls.create_order(), number)
        cls.shipments.connector_id = cls.carrier
        # Quiet for longer than the second in which a test runs.
        cls.shipments.last_received_at = fields.Datetime.now() - timedelta(minutes=1)

    def serve(self, **answers):
        """The carrier's status service: {tracking number: canonical or Reply}."""
        routes = {
            f"/status/{number}": answer if isinstance(answer, Reply) else Reply(answer)
            for number, answer in answers.items()
        }
        server = self.enterContext(PartnerServer(routes))
        self.carrier.write(
            {
                "allow_private_network": True,
                "allow_plain_http": True,
                "status_url": f"{server.url}/status/{{number}}",
                "status_quiet_hours": 0,
            }
        )
        return server

    def pull(self):
        with self.enter_registry_test_mode():
            for name in (
                "logistics_sync_carrier.ir_cron_pull_statuses",
                "logistics_sync_base.ir_cron_drain_operational",
            ):
                self.env.ref(name).method_direct_trigger()
        self.env.invalidate_all()

    def delivered(self, number):
        return self.scan("delivered", tracking_number=number)

    def get_asked(self, server):
        return sorted(request.path.rpartition("/")[2] for request in server.requests)

    def test_every_quiet_parcel_is_asked_about(self):
        """B18: each parcel under way is asked about; differences are listed."""
        scan = self.scan("delivered", tracking_number="Q3")
        self.receive(scan)
        answers = {"Q1": self.delivered("Q1"), "Q2": Reply({"error": "none"}, 404)}
        server = self.serve(**answers)
        self.pull()
        self.assertEqual(self.get_asked(server), ["Q1", "Q2"])
        drift = self.env["logistics.shipment.drift"].search(
            [("connector_id", "=", self.carrier.id)]
        )
        self.assertEqual(drift.package_id.tracking_number, "Q1")
        self.assertEqual(drift.source, "pull")
        self.assertEqual(self.shipments[0].status, "planned")
        message = drift.message_id
        self.assertTrue(message.is_pulled_status)
        self.assertEqual(message.event_ids.event_type_id.code, "status_snapshot")
        self.pull()
        again = self.env["logistics.sync.message"].search_count(
            [("connector_id", "=", self.carrier.id), ("is_pulled_status", "=", True)]
        )
        self.assertEqual(again, 1)

    def test_the_key_goes_where_the_partner_wants_it(self):
        """B18: the API key proves who asks: as a bearer token, or in its own header."""
        server = self.serve(Q1=self.delivered("Q1"))
        (self.shipments - self.shipments[0]).connector_id = False
        credential = self.env["logistics.sync.credential"].create(
            {"connector_id": self.carrier.id, "kind": "api_key"}
        )
        credential._set_secret("key-of-ours-4711")
        self.pull()
        self.carrier.status_key_header = "X-Api-Key"
        self.pull()
        headers = [request.headers for request in server.requests]
        self.assertEqual(headers[0]["authorization"], "Bearer key-of-ours-4711")
        self.assertEqual(headers[1]["x-api-key"], "key-of-ours-4711")
        self.assertNotIn("authorization", headers[1])

    def test_a_partner_out_of_service_is_one_question(self):
        """B18: no answer is no state; nobody is asked on while the service is down."""
        server = self.serve(Q1=Reply({}, 503), Q2=Reply({}, 503), Q3=Reply({}, 503))
        self.pull()
        self.pull()
        self.assertEqual(len(server.requests), 2)
        question = self.env["logistics.sync.exception"].search(
            [("connector_id", "=", self.carrier.id), ("code", "=", "unreachable")]
        )
        self.assertEqual((len(question), question.occurrences), (1, 2))
        self.assertFalse(self.shipments.package_ids.filtered("status_asked_at"))

    def test_a_parcel_that_is_refused_does_not_stop_the_others(self):
        """B18: a number the partner cannot read is a question; the rest is asked."""
        refused = Reply({"error": "number"}, 400)
        server = self.serve(
            Q1=refused, Q2=self.delivered("Q2"), Q3=self.delivered("Q3")
        )
        self.pull()
        self.assertEqual(self.get_asked(server), ["Q1", "Q2", "Q3"])
        self.assertTrue(all(self.shipments.package_ids.mapped("status_asked_at")))
        questions = self.env["logistics.sync.exception"].search(
            [("connector_id", "=", self.carrier.id)]
        )
        self.assertEqual(questions.mapped("code"), ["rejected_by_partner"])
        self.assertEqual(questions.occurrences, 1)
        self.assertIn("how parcel Q1 stands", questions.name)

    def test_a_copied_database_asks_nobody(self):
        """N15: what would tell partners of our parcels is gone in a copy."""
        server = self.serve(Q1=self.delivered("Q1"))
        self.env.flush_all()
        with file_open("logistics_sync_carrier/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.carrier.state = "live"
        self.pull()
        self.assertFalse(self.carrier.status_url)
        self.assertFalse(server.requests)

    def test_only_parcels_of_the_partner_that_are_quiet(self):
        """B18: not those of others, not those just told or asked about."""
        mine = self.shipments.package_ids
        self.carrier.status_quiet_hours = 6
        quiet = self.carrier._find_quiet_packages
        self.assertFalse(quiet(10))
        long_ago = fields.Datetime.now() - timedelta(hours=9)
        self.shipments.last_received_at = long_ago
        self.assertEqual(quiet(10), mine)
        self.assertEqual(len(quiet(2)), 2)
        mine[0].status_asked_at = fields.Datetime.now()
        mine[1].status_asked_at = long_ago
        self.assertEqual(quiet(10), mine[2] | mine[1])
        self.assertFalse(self.tpl._find_quiet_packages(10))

    def test_a_delivery_method_names_who_is_asked(self):
        """B18: parcels nobody told about yet are found by their delivery method."""
        product = self.env["product.product"].create(
            {"name": "Parcel", "type": "service"}
        )
        method = self.env["delivery.carrier"].create(
            {
                "name": "Parcel",
                "product_id": product.id,
                "status_connector_id": self.tpl.id,
            }
        )
        self.shipments[0].carrier_id = method
        self.tpl.status_quiet_hours = 0
        found = self.tpl._find_quiet_packages(10)
        self.assertEqual(found, self.shipments[0].package_ids)

    def test_the_address_says_where_the_number_goes(self):
        """B18: an address without place for the number is refused with words."""
        with self.assertRaisesRegex(ValidationError, "number"):
            self.carrier.status_url = "https://api.example.com/tracking"
