# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One fact, several subscribers, each with a web server path of its own."""

from odoo.tests import tagged

from .common import delivery_event
from .partner_server import Reply
from .test_webhooks_out import WebhookCase

PLACES = ("erp", "portal", "analytics")


@tagged("post_install", "-at_install")
class TestFanOut(WebhookCase):
    def setUp(self):
        super().setUp()
        self.delivered = self.set_plan("delivered", "record_only")
        self.subscriptions = {}
        for place in PLACES:
            connector = self.make_connector(
                outbound_url=f"{self.partner.url}/{place}",
                allow_private_network=True,
                allow_plain_http=True,
            )
            self.add_secret(connector)
            self.partner.routes[f"/{place}"] = Reply()
            self.subscriptions[place] = self.subscribe(connector, self.delivered)

    def get_states(self):
        return {
            place: subscription.delivery_ids.mapped("state")
            for place, subscription in self.subscriptions.items()
        }

    def get_paths(self):
        return sorted(request.path for request in self.partner.requests)

    def test_one_event_three_deliveries_one_fails(self):
        """A12: one "delivered" event, three rows; one fails, two are done."""
        self.partner.routes["/portal"] = Reply({"detail": "out of order"}, 500)
        event = self.tell("1Z1", event_type="delivered")
        self.assertEqual((len(event), event.state), (1, "done"))
        self.assertEqual(event.event_type_id, self.delivered)
        self.assertEqual(len(event.delivery_ids), 3)
        self.assertEqual(
            self.env["logistics.sync.event"].search_count([("reference", "=", "1Z1")]),
            1,
        )
        self.deliver()
        self.assertEqual(
            self.get_states(),
            {"erp": ["delivered"], "portal": ["retrying"], "analytics": ["delivered"]},
        )
        failing = self.subscriptions["portal"].delivery_ids.message_id
        self.partner.routes["/portal"] = Reply()
        self.make_due(failing)
        self.deliver()
        self.assertEqual(set(sum(self.get_states().values(), [])), {"delivered"})
        # Whoever had it was not told again.
        self.assertEqual(self.get_paths(), ["/analytics", "/erp", "/portal", "/portal"])

    def test_told_twice_it_is_delivered_once(self):
        """A12, B6: the partner repeats itself; nobody is told a second time."""
        document = delivery_event("1Z1", event_type="delivered")
        for __ in range(2):
            self.ingest(self.teller, document)
            self.drain()
        self.deliver()
        self.assertEqual(self.get_paths(), ["/analytics", "/erp", "/portal"])
