# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .amqp_server import AmqpServer
from .common import LogisticsSyncCase
from .name_service import HOST, answering
from .partner_server import CertificateAuthority
from .redis_server import PASSWORD, RedisServer


class BrokerAddressCase(LogisticsSyncCase):
    def watch(self, url, **values):
        """A connector of the broker at this address."""
        connector = self.make_connector(
            transport="broker",
            broker_url=url,
            broker_queue="facts",
            broker_routing_key="news",
            **values,
        )
        self.env["logistics.sync.credential"].create(
            {"connector_id": connector.id, "kind": "password", "username": "default"}
        )._set_typed_secret(PASSWORD)
        return connector

    def check(self, connector):
        """(type, message) of the button Test Connection."""
        answer = connector.action_check()["params"]
        return answer["type"], answer["message"]

    def start_amqp(self, tls=None):
        server = AmqpServer(tls)
        self.addCleanup(server.stop)
        return server


@tagged("post_install", "-at_install")
class TestBrokerAddresses(BrokerAddressCase):
    """Where a broker may be: the rules of every other call over the network."""

    def test_no_broker_of_our_own_network_is_asked(self):
        """C5, N2, M3: polling, sending and testing refuse a private address."""
        server = self.start_amqp()
        for url in (server.url(), f"redis://127.0.0.1:{server.port}/0"):
            connector = self.watch(url)
            self.trigger_cron("logistics_sync_base.ir_cron_poll")
            [question] = self.get_exceptions(
                "address_refused", connector_id=connector.id
            )
            self.assertIn("private address 127.0.0.1", question.name)
            message = self.ingest(connector, b"news", direction="out")
            self.drain("outbound")
            self.assertEqual(message.state, "exception")
            self.assertIn("private address", message.error)
            self.assertEqual(self.check(connector)[0], "danger")
        self.assertEqual(server.connections, 0)

    def test_other_kinds_of_brokers_are_checked_before_they_are_asked(self):
        """C5, N2: also where a library of their own opens the socket."""
        for scheme in ("confluentkafka", "sqs"):
            kind, sentence = self.check(self.watch(f"{scheme}://127.0.0.1:1"))
            self.assertEqual(kind, "danger")
            self.assertIn("private address 127.0.0.1", sentence)

    def test_what_can_be_read_on_the_way_is_for_administrators_to_allow(self):
        """C5, N2: a broker in the internet is spoken to with encryption."""
        connector = self.watch("amqp://8.8.8.8/")
        self.assertIn("would not be encrypted", self.check(connector)[1])

    def test_the_address_that_was_checked_is_the_one_connected_to(self):
        """C5, N2: a name that means something else the second time gains nothing."""
        redis = RedisServer()
        self.addCleanup(redis.stop)
        for url in (
            self.start_amqp().url(HOST),
            f"redis://{HOST}:{redis.port}/0",
        ):
            connector = self.watch(url, allow_private_network=True)
            # Nobody listens at the second one.
            with answering("127.0.0.1", "127.0.0.99"):
                self.assertEqual(self.check(connector)[0], "success", url)

    def test_certificates_are_compared_with_the_name(self):
        """C5, N2: encrypted means: to the one whose name the certificate holds."""
        authority = CertificateAuthority()
        server = self.start_amqp(authority.server_context())
        connector = self.watch(
            server.url("localhost"),
            allow_private_network=True,
            trusted_authorities=authority.pem,
        )
        self.assertEqual(self.check(connector)[0], "success")
        connector.broker_url = server.url(HOST)
        with answering("127.0.0.1"):
            self.assertIn("ertificate", self.check(connector)[1])
        connector.write(
            {"broker_url": server.url("localhost"), "trusted_authorities": False}
        )
        self.assertIn("ertificate", self.check(connector)[1])
        connector.broker_url = f"rediss://localhost:{server.port}/0"
        self.assertIn("ertificate", self.check(connector)[1])
        self.assertEqual(server.connections, 1)

    def test_an_address_is_one_host_and_nothing_else(self):
        """C5, M3: further hosts and switches that turn checks off are refused."""
        for address in (
            "amqps://broker.example.com;amqp://127.0.0.1",
            "amqps://broker.example.com,127.0.0.1/",
            "rediss://broker.example.com/0?ssl_cert_reqs=none",
            "amqp://broker.example.com:x/",
        ):
            with self.assertRaises(ValidationError, msg=address):
                self.watch(address)

    def test_what_no_queue_takes_is_not_delivered(self):
        """C5, N16: the broker gives it back; bound, it arrives byte for byte."""
        server = self.start_amqp()
        connector = self.watch(server.url(), allow_private_network=True)
        connector.write({"broker_exchange": "shipments", "broker_routing_key": "eu"})
        message = self.ingest(connector, b"news", direction="out")
        self.drain("outbound")
        self.assertEqual(message.state, "exception")
        self.assertIn("no queue takes", message.error)
        self.assertEqual(message.attempt_ids.mapped("result"), ["business"])
        server.queues["in"] = []
        server.bindings["shipments", "eu"] = "in"
        for body in (b"more news", b""):
            self.ingest(connector, body, direction="out")
        self.drain("outbound")
        self.assertEqual(server.queues["in"], [b"more news", b""])
        # Without an exchange the queue is ours to declare.
        connector.broker_exchange = False
        self.ingest(connector, b"straight", direction="out")
        self.drain("outbound")
        self.assertEqual(server.queues["eu"], [b"straight"])

    def test_no_address_is_not_our_own_machine(self):
        """C5: without an address nothing is published anywhere."""
        connector = self.make_connector(outbound_transport="broker")
        connector.broker_routing_key = "news"
        message = self.ingest(connector, b"news", direction="out")
        self.drain("outbound")
        self.assertEqual(message.state, "exception")
        self.assertIn("no broker address", message.error)
