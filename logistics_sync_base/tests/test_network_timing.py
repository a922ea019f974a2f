# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The network's time apart from the partner's, over connections that take theirs."""

import time

from odoo.tests import tagged

from .gate_case import GateCase
from .partner_server import CertificateAuthority, PartnerServer, Reply

TAKES = 0.3


@tagged("post_install", "-at_install")
class TestNetworkTiming(GateCase):
    def make_partner(self, slow_network=False, slow_answer=False):
        """A partner over TLS that is slow where it is asked to be."""

        def answer(_request):
            time.sleep(TAKES if slow_answer else 0)
            return Reply()

        authority = CertificateAuthority()
        context = authority.server_context()
        # What a line far away does to the handshake.
        context.sni_callback = lambda *_words: time.sleep(TAKES * slow_network)
        partner = self.enterContext(PartnerServer({"/hooks/odoo": answer}, context))
        self.subscriber.write(
            {
                "outbound_url": f"{partner.url}/hooks/odoo",
                "trusted_authorities": authority.pem,
            }
        )

    def send_one(self):
        [message] = self.tell_many(1)
        self.deliver()
        self.assertEqual(message.state, "processed")
        return message

    def test_a_slow_connection_is_not_the_partner(self):
        """K26: the handshake counts as network, not as the partner's time."""
        self.make_partner(slow_network=True)
        message = self.send_one()
        attempt = message.attempt_ids
        self.assertGreaterEqual(attempt.network_ms, TAKES * 1000)
        rest = attempt.duration_ms - TAKES * 1000
        self.assertLessEqual(attempt.partner_ms, rest)
        parts = attempt.own_ms + attempt.network_ms + attempt.partner_ms
        self.assertEqual(parts, attempt.duration_ms)
        self.assertIn(
            f"network {message.network_seconds:.2f} s", message.timing_summary
        )
        [(network, partner)] = self.env["logistics.sync.latency"]._read_group(
            [("message_id", "=", message.id)],
            [],
            ["network_seconds:avg", "partner_seconds:avg"],
        )
        self.assertAlmostEqual(network, attempt.network_ms / 1000, places=3)
        self.assertAlmostEqual(partner, attempt.partner_ms / 1000, places=3)

    def test_a_slow_partner_is_not_the_network(self):
        """K26: what it takes to answer is the partner's, over whatever connection."""
        self.make_partner(slow_answer=True)
        attempt = self.send_one().attempt_ids
        self.assertGreaterEqual(attempt.partner_ms, TAKES * 1000)
        rest = attempt.duration_ms - TAKES * 1000
        self.assertLessEqual(attempt.network_ms, rest)

    def test_monitoring_systems_are_told_each_part(self):
        """K26, N3: the metrics hold limits, network and partner apart."""
        self.subscriber.call_rate = 6
        self.make_partner(slow_network=True)
        first, second = self.tell_many(2)
        self.deliver()
        self.let_pass(10)
        self.deliver()
        health = self.env["logistics.sync.health"]
        [row] = [
            row
            for row in health._measure(self.env.company)["times"]
            if row["connector"] == self.subscriber.code
        ]
        self.assertEqual((row["direction"], row["tries"]), ("out", 2))
        tries = (first | second).attempt_ids
        for part in ("limit", "network", "partner"):
            mean = sum(tries.mapped(f"{part}_ms")) / 2000
            self.assertAlmostEqual(row[part], mean, places=3)
        self.assertGreaterEqual(row["limit"], 4)
        self.assertGreaterEqual(row["network"], TAKES)
        [gauge] = [
            gauge
            for gauge in health._as_gauges(health._measure(self.env.company))
            if gauge.name == "logistics_sync_time_seconds"
        ]
        told = {
            labels["part"]: value
            for labels, value in gauge.samples
            if labels["connector"] == self.subscriber.code
        }
        self.assertEqual(told["network"], row["network"])
        # Nobody told it, which is not nothing.
        self.assertNotIn("gateway", told)
