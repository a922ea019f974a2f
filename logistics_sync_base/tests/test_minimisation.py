# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Only what a partner needs is sent to it, and only what we need is kept of it."""

import json

from odoo.fields import Command
from odoo.tests import tagged

from .test_webhooks_out import WebhookCase

PLACE = {
    "name": "Dock 4",
    "street": "9 Orchard Lane",
    "city": "Akron",
    "state": "OH",
    "postal_code": "44308",
    "country": "US",
}


@tagged("post_install", "-at_install")
class TestMinimisation(WebhookCase):
    def map_out(self, rules):
        mapping = self.make_mapping(
            rules,
            direction="out",
            canonical_schema="delivery_event/1.0",
            format="json",
        )
        self.subscriber.document_ids = [
            Command.create({"direction": "out", "mapping_id": mapping.id})
        ]
        self.subscribe(format="connector")

    def send(self, number="1Z1"):
        """What the partner's server got about a parcel with an address."""
        place = {name: PLACE[name] for name in ("city", "country", "postal_code")}
        place |= {"name": PLACE["name"], "state": PLACE["state"]}
        self.tell(number, location=place)
        return self.deliver()[-1]

    def test_what_the_mapping_leaves_out_is_not_sent(self):
        """M11: a mapping without the address: no part of it is on the wire."""
        self.map_out({"parcel": "references.tracking_number", "what": "milestone"})
        request = self.send()
        self.assertEqual(
            json.loads(request.body), {"parcel": "1Z1", "what": "delivered"}
        )
        wire = request.body + json.dumps(dict(request.headers)).encode()
        for value in ("Akron", "44308", "Dock 4"):
            self.assertNotIn(value.encode(), wire)
        message = self.get_owed()
        self.assertNotIn(b"Akron", message._get_body_bytes())
        self.assertNotIn("Akron", message.attempt_ids.request_masked)

    def test_what_the_mapping_names_is_sent(self):
        """M11: with the address in the mapping the same fact tells it."""
        self.map_out({"parcel": "references.tracking_number", "to": "location.city"})
        self.assertEqual(json.loads(self.send().body), {"parcel": "1Z1", "to": "Akron"})

    def test_what_was_sent_is_dropped_where_asked(self):
        """M11, M13: nothing of the document stays, in no log; its hash does."""
        self.subscriber.payload_policy = "none"
        self.subscribe()
        request = self.send()
        self.assertIn(b"Akron", request.body)
        message = self.get_owed()
        self.env.invalidate_all()
        self.assertEqual((message.state, message.body_kept), ("processed", "none"))
        self.assertEqual(message._get_body_bytes(), b"")
        self.assertTrue(message.body_sha256)
        attempt = message.attempt_ids
        self.assertEqual((attempt.result, attempt.http_status), ("success", 200))
        self.assertFalse(attempt.request_masked or attempt.response_masked)

    def test_headers_of_the_call_stay_where_asked(self):
        """M11, M13: with "headers" the log keeps the call without its document."""
        self.subscriber.payload_policy = "headers"
        self.subscribe()
        self.send()
        self.env.invalidate_all()
        attempt = self.get_owed().attempt_ids
        self.assertIn("POST", attempt.request_masked)
        self.assertNotIn("Akron", attempt.request_masked)
        self.assertNotIn("1Z1", attempt.request_masked)
