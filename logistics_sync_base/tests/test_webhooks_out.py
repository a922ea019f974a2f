# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Webhooks we post, received by a real server and judged by reference libraries."""

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

from odoo.tests import tagged

from ..core import signing
from .common import SECRET, delivery_event
from .partner_server import PartnerServer, Reply
from .test_publishing import PublishingCase

OTHER_SECRET = signing.encode_secret(b"the secret that comes after this one")
PATH = "/hooks/odoo"


class WebhookCase(PublishingCase):
    """A subscriber with a web server of its own."""

    def setUp(self):
        super().setUp()
        self.partner = self.enterContext(PartnerServer({PATH: Reply()}))
        self.listen(self.subscriber)
        self.add_secret(self.subscriber)

    def listen(self, connector):
        connector.write(
            {
                "outbound_url": self.partner.url + PATH,
                "allow_private_network": True,
                "allow_plain_http": True,
            }
        )

    def answer(self, *args, **values):
        self.partner.routes[PATH] = Reply(*args, **values)

    def deliver(self):
        """Let the worker post what is due; returns what the partner got by now."""
        self.drain("outbound")
        return self.partner.requests

    def read_event(self, request):
        """The CloudEvent of a request, as the reference library understands it."""
        return from_http_event(HTTPMessage(request.headers, request.body))


@tagged("post_install", "-at_install")
class TestSignedWebhooks(WebhookCase):
    def test_the_reference_library_verifies_ours(self):
        """C4, C29: a subscriber gets the JSON of what was delivered, signed."""
        self.subscribe()
        event = self.tell("1Z1")
        [request] = self.deliver()
        verified = Webhook(SECRET).verify(request.body, request.headers)
        self.assertEqual(verified, delivery_event("1Z1"))
        message = self.get_owed()
        self.assertEqual(message.state, "processed")
        self.assertEqual(request.headers["webhook-id"], message.public_id)
        self.assertEqual(request.headers["idempotency-key"], message.public_id)
        self.assertEqual(request.headers["x-correlation-id"], event.correlation_id)
        self.assertIn(event.correlation_id, request.headers["traceparent"])
        self.assertTrue(request.headers["content-type"].startswith("application/json"))

    def test_a_changed_body_is_not_verified(self):
        """C29: whoever changes a byte on the way is found out."""
        self.subscribe()
        self.tell("1Z1")
        [request] = self.deliver()
        with self.assertRaises(WebhookVerificationError):
            Webhook(SECRET).verify(
                request.body.replace(b"1Z1", b"1Z2"), request.headers
            )
        with self.assertRaises(WebhookVerificationError):
            Webhook(OTHER_SECRET).verify(request.body, request.headers)

    def test_while_a_secret_is_replaced_both_fit(self):
        """C29: each valid secret gives a signature; a revoked one gives none."""
        old = self.subscriber.credential_ids
        self.add_secret(self.subscriber, OTHER_SECRET)
        self.subscribe()
        self.tell("1Z1")
        [request] = self.deliver()
        for secret in (SECRET, OTHER_SECRET):
            self.assertTrue(Webhook(secret).verify(request.body, request.headers))
        old.action_revoke()
        self.tell("1Z2")
        request = self.deliver()[-1]
        self.assertTrue(Webhook(OTHER_SECRET).verify(request.body, request.headers))
        with self.assertRaises(WebhookVerificationError):
            Webhook(SECRET).verify(request.body, request.headers)

    def test_signing_is_a_switch_of_the_connector(self):
        """C29: switched off nothing is signed; switched on a secret is required."""
        self.subscriber.sign_outbound = False
        self.subscribe()
        self.tell("1Z1")
        [request] = self.deliver()
        self.assertNotIn("webhook-signature", request.headers)
        self.subscriber.sign_outbound = True
        self.subscriber.credential_ids.action_revoke()
        self.tell("1Z2")
        self.assertEqual(len(self.deliver()), 1)
        self.assertIn("has to be signed", self.get_exceptions("no_signing_secret").name)
        self.add_secret(self.subscriber, OTHER_SECRET)
        self.get_owed()[-1]._replay("A secret is there now")
        self.assertEqual(len(self.deliver()), 2)
        self.assertFalse(self.get_exceptions("no_signing_secret"))

    def test_no_address_is_a_question(self):
        """C4: a subscriber without address is asked about, nothing is lost."""
        self.subscriber.outbound_url = False
        self.subscribe()
        self.tell("1Z1")
        self.deliver()
        self.assertTrue(self.get_exceptions("no_outbound_transport"))
        self.assertEqual(self.get_owed().state, "exception")


@tagged("post_install", "-at_install")
class TestRetriedWebhooks(WebhookCase):
    def test_500_is_retried_then_a_dead_letter(self):
        """C4: a subscriber that answers 500 is tried by its policy, then given up."""
        self.subscriber.retry_policy_id = self.env[
            "logistics.sync.retry.policy"
        ].create({"name": "Three times", "max_attempts": 3})
        subscription = self.subscribe()
        self.answer({"detail": "out of order"}, status=500)
        self.tell("1Z1")
        message = self.get_owed()
        for tries in (1, 2):
            self.assertEqual(len(self.deliver()), tries)
            self.assertEqual(message.state, "failed")
            self.make_due(message)
        self.deliver()
        self.assertEqual(message.state, "dead")
        self.assertTrue(self.get_exceptions("dead_letter"))
        self.assertEqual(subscription.problem_count, 1)
        # The same id and bytes each time, so that the subscriber can tell.
        seen = {(r.headers["webhook-id"], r.body) for r in self.partner.requests}
        self.assertEqual(len(seen), 1)
        self.answer()
        message._replay("It works again")
        self.deliver()
        self.assertEqual(message.state, "processed")
        self.assertEqual(subscription.problem_count, 0)

    def test_the_log_of_deliveries(self):
        """C4: each delivery shows answer, time and tries; each try what was said."""
        subscription = self.subscribe()
        self.answer({"detail": "busy"}, status=503, headers={"Retry-After": "4000"})
        event = self.tell("1Z1")
        self.deliver()
        [delivery] = subscription.delivery_ids
        self.assertEqual((delivery.event_id, delivery.state), (event, "retrying"))
        self.assertEqual((delivery.http_status, delivery.attempt_count), (503, 1))
        message = self.get_owed()
        wait = message.next_attempt_at - message.attempt_ids.started_at
        self.assertGreaterEqual(wait.total_seconds(), 3999)
        self.answer({"ok": True}, status=202)
        self.make_due(message)
        self.deliver()
        self.assertEqual((delivery.http_status, delivery.state), (202, "delivered"))
        self.assertTrue(delivery.delivered_at)
        last, first = message.attempt_ids
        self.assertEqual((first.result, last.result), ("transient", "success"))
        self.assertIn("busy", first.response_masked)
        self.assertIn(f"POST {self.partner.url}{PATH}", last.request_masked)
        signature = self.partner.requests[-1].headers["webhook-signature"]
        self.assertNotIn(signature, last.request_masked)
        action = subscription.action_view_deliveries()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, delivery)

    def test_what_is_refused_for_good_is_not_repeated(self):
        """C4, J5: 400 is a dead letter at once; a person may send it again."""
        self.subscribe()
        self.answer({"detail": "no such field"}, status=400)
        self.tell("1Z1")
        self.deliver()
        message = self.get_owed()
        self.assertEqual((message.state, message.attempt_count), ("dead", 1))
        self.assertIn("no such field", message.error)

    def test_a_partner_that_is_down(self):
        """C4, K3: no connection is a reason to try later, told in words."""
        self.subscribe()
        self.tell("1Z1")
        self.partner.close()
        self.addCleanup(self.partner.routes.clear)
        self.drain("outbound")
        message = self.get_owed()
        self.assertEqual(message.state, "failed")
        self.assertIn("cannot be reached", message.error)


@tagged("post_install", "-at_install")
class TestWebhookForms(WebhookCase):
    def test_cloud_events_in_one_document(self):
        """C4: the reference library of CloudEvents reads what we post."""
        self.subscribe(format="cloudevents")
        event = self.tell("1Z1")
        [request] = self.deliver()
        read = self.read_event(request)
        self.assertEqual(read.get_data(), delivery_event("1Z1"))
        self.assertEqual(read.get_id(), event.content_key)
        self.assertEqual(read.get_extension("correlationid"), event.correlation_id)

    def test_cloud_events_in_headers(self):
        """C4: so it does when the attributes are headers; the signature still fits."""
        self.subscribe(format="cloudevents_binary")
        event = self.tell("1Z1")
        [request] = self.deliver()
        self.assertEqual(self.read_event(request).get_id(), event.content_key)
        self.assertEqual(self.read_event(request).get_subject(), "1Z1")
        self.assertEqual(
            Webhook(SECRET).verify(request.body, request.headers),
            delivery_event("1Z1"),
        )

    def test_collected_facts_leave_in_3_calls(self):
        """C30: 120 facts, 50 a message or after 5 minutes: 3 signed posts."""
        subscription = self.subscribe(batch_size=50, format="cloudevents")
        for number in range(120):
            self.ingest(self.teller, delivery_event(f"1Z{number}"))
        self.drain()
        subscription.delivery_ids.write({"created_at": "2026-01-01 00:00:00"})
        self.trigger_cron("logistics_sync_base.ir_cron_flush")
        requests = self.deliver()
        self.assertEqual(len(requests), 3)
        found = []
        for request in requests:
            self.assertIn("cloudevents-batch+json", request.headers["content-type"])
            found += Webhook(SECRET).verify(request.body, request.headers)
        self.assertEqual(
            [one["data"]["references"]["tracking_number"] for one in found],
            [f"1Z{number}" for number in range(120)],
        )
