# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

import kombu

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from .common import LogisticsSyncCommon, delivery_event
from .redis_server import PASSWORD, RedisServer

QUEUE = "carrier.events"


@tagged("post_install", "-at_install")
class TestBroker(LogisticsSyncCommon, TransactionCase):
    """Against a real Redis, with the partner as another client of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = RedisServer()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        super().setUp()
        self.connector = self.make_connector(
            transport="broker",
            broker_url=self.server.url,
            broker_queue=QUEUE,
            # The broker of this test runs on the machine itself.
            allow_private_network=True,
            state="draft",
        )
        self.password = self.env["logistics.sync.credential"].create(
            {
                "connector_id": self.connector.id,
                "kind": "password",
                "username": "default",
            }
        )
        self.password._set_typed_secret(PASSWORD)
        self.connector.state = "live"
        self.partner = self.enterContext(
            kombu.Connection(self.server.url, password=PASSWORD)
        )
        self.addCleanup(self.partner.default_channel.client.flushall)

    # ------------------------------------------------------------ partner
    def get_queue(self, name=QUEUE):
        exchange = kombu.Exchange(name, type="direct", durable=True)
        return kombu.Queue(name, exchange, routing_key=name)(self.partner)

    def publish(self, document, **properties):
        """What the partner's program does."""
        queue = self.get_queue()
        kombu.Producer(self.partner).publish(
            json.dumps(document).encode(),
            exchange=queue.exchange,
            routing_key=QUEUE,
            declare=[queue],
            content_type="application/json",
            content_encoding="utf-8",
            **properties,
        )

    def take(self, name):
        message = self.get_queue(name).get(no_ack=True)
        return message and (bytes(message.body), message)

    def get_messages(self):
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def poll(self):
        self.trigger_cron("logistics_sync_base.ir_cron_poll")

    # ----------------------------------------------------------------- in
    def test_what_waits_in_the_queue_is_stored_and_confirmed(self):
        """C5, N16: a document published to the queue becomes an applied message."""
        self.publish(delivery_event("B-1"), message_id="m-1", correlation_id="c-1")
        self.poll()
        message = self.get_messages()
        self.assertEqual(
            (message.idempotency_key, message.correlation_id), ("broker:m-1", "c-1")
        )
        self.drain()
        self.assertEqual(message.done_count, 1)
        self.assertIsNone(self.take(QUEUE), "the broker forgot it")

    def test_it_is_confirmed_only_after_it_is_stored(self):
        """C5, K1: who dies between fetching and storing loses nothing."""
        self.publish(delivery_event("B-2"), message_id="m-2")
        documents = self.connector._get_adapter().poll()
        self.assertIn(b"B-2", next(documents).body)
        documents.close()  # the worker is gone before anything was settled
        self.poll()
        self.assertEqual(self.get_messages().idempotency_key, "broker:m-2")

    def test_the_same_message_twice_is_one(self):
        """C5, B6: a redelivered message has the same id and is stored once."""
        for _time in range(2):
            self.publish(delivery_event("B-3"), message_id="m-3")
            self.poll()
        self.assertEqual(len(self.get_messages()), 1)

    def test_another_document_under_the_same_id_is_kept(self):
        """C5, B6: a known id with another body is a question, and nothing is lost."""
        for number in ("B-5", "B-6"):
            self.publish(delivery_event(number), message_id="m-5")
            self.poll()
        self.assertEqual(len(self.get_messages()), 2)
        exception = self.get_exceptions("conflicting_duplicate")
        self.assertIn("m-5", exception.name)
        self.assertIn(b"B-6", exception.message_id._get_body_bytes())

    def test_what_cannot_be_stored_goes_to_the_dead_letters(self):
        """C5: a document beyond the limit waits in the dead letter queue."""
        self.connector.max_body_kib = 1
        self.publish({"text": "x" * 2000}, message_id="m-4")
        self.poll()
        refused = self.get_messages()
        self.assertEqual((refused.state, refused._get_body_bytes()), ("exception", b""))
        self.assertIn("m-4", self.get_exceptions("file_too_large").name)
        body, message = self.take(f"{QUEUE}.dead")
        self.assertIn(b"xxx", body)
        self.assertEqual(message.headers["x-refused-because"], "too_large")
        self.assertFalse(self.take(QUEUE))

    # ---------------------------------------------------------------- out
    def test_a_document_is_published_with_its_id(self):
        """C5, N16: what we owe arrives in the partner's queue, byte for byte."""
        self.connector.broker_routing_key = "to.carrier"
        self.get_queue("to.carrier").declare()
        message = self.owe(b"ISA*..~")
        self.drain("outbound")
        body, received = self.take("to.carrier")
        self.assertEqual(body, b"ISA*..~")
        self.assertEqual(received.properties["message_id"], message.public_id)
        self.assertEqual(message.state, "processed")

    def test_a_broker_that_is_down_is_tried_again(self):
        """C5, K2: no answer is no success; the message waits for its next try."""
        self.connector.write(
            {"broker_url": "redis://127.0.0.1:1/0", "broker_routing_key": "to.carrier"}
        )
        message = self.owe(b"late")
        self.drain("outbound")
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.next_attempt_at)
        self.assertNotIn(PASSWORD, message.error)

    # ----------------------------------------------------------- settings
    def test_the_connection_can_be_tested(self):
        """C1: a wrong password is told without showing one."""
        self.assertEqual(self.connector.action_check()["params"]["type"], "success")
        self.password._set_typed_secret("another password entirely")
        answer = self.connector.action_check()["params"]
        self.assertEqual(answer["type"], "danger")
        self.assertNotIn("another password", answer["message"])

    def test_secrets_have_no_place_in_the_address(self):
        """C5: an address with a password, or of a wire we do not know, is refused."""
        for address in (f"redis://:{PASSWORD}@127.0.0.1:6379/0", "ftp://broker/x"):
            with self.assertRaises(ValidationError):
                self.connector.broker_url = address

    def test_it_does_not_go_live_half_set_up(self):
        """C5: without the queue to read the connector stays in preparation."""
        with self.assertRaisesRegex(ValidationError, "queue to read"):
            self.make_connector(transport="broker", broker_url=self.server.url)

    # ------------------------------------------------------------- set-up
    def owe(self, body):
        messages = self.env["logistics.sync.message"]
        message, _outcome = messages._ingest(
            self.connector, body, f"out-{len(body)}", direction="out"
        )
        return message
