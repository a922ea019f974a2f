# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How often partners may come in, over real HTTP."""

import json
import os
import time
from unittest.mock import patch

from odoo.tests import tagged

from .common import TOKEN, LogisticsSyncHttpCase, delivery_event

OTHER_TOKEN = "token-of-the-second-site-of-it-0002"


@tagged("post_install", "-at_install")
class TestInboundLimits(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.credential = cls.add_secret(cls.connector, TOKEN, "access_token")
        cls.other = cls.add_secret(cls.connector, OTHER_TOKEN, "access_token")

    def send(self, key, token=TOKEN, **more):
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            **more,
        }
        return self.post(self.connector, b"[]", headers)

    def find_message(self, connector, key):
        self.env.invalidate_all()
        return self.env["logistics.sync.message"].search(
            [("connector_id", "=", connector.id), ("idempotency_key", "=", key)]
        )

    def fetch(self, token=TOKEN):
        return self.url_open(
            f"/logistics_sync/v1/{self.connector.code}/outbox",
            headers={"Authorization": f"Bearer {token}"},
        )

    def get_refusals(self):
        self.env.invalidate_all()
        return self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.connector.id), ("reason", "=", "rate_limit")]
        )

    def test_the_101st_of_a_minute(self):
        """K12: limit 100: the 101st call in a minute gets 429 and is logged."""
        self.connector.inbound_limit = 100
        for number in range(100):
            self.assertEqual(self.send(f"k{number}").status_code, 202)
        self.assertFalse(self.get_refusals())
        for turn in (1, 2):
            answer = self.send("one too many")
            self.assertEqual(answer.status_code, 429)
            self.assertTrue(0 < int(answer.headers["Retry-After"]) <= 60)
            self.assertIn("100 requests a minute", answer.json()["detail"])
            self.assertEqual(self.get_refusals().count, turn)
        stored = self.env["logistics.sync.message"].search_count(
            [("connector_id", "=", self.connector.id)]
        )
        self.assertEqual(stored, 100)

    def test_each_token_has_its_own_share(self):
        """K12: what one site of a partner uses up is not taken from the other."""
        self.credential.inbound_limit = 1
        self.assertEqual(self.send("a").status_code, 202)
        self.assertEqual(self.send("b").status_code, 429)
        for key in ("b", "c"):
            self.assertEqual(self.send(key, OTHER_TOKEN).status_code, 202)
        self.credential.inbound_limit = 0
        self.assertEqual(self.send("d").status_code, 202)

    def test_what_is_sent_again_counts_too(self):
        """K12: repeating one document is as much of a load as sending many."""
        self.connector.inbound_limit = 2
        codes = [self.send("the same").status_code for _turn in range(3)]
        self.assertEqual(codes, [202, 202, 429])

    def test_whoever_fetches_has_a_limit_too(self):
        """K12: the limit holds for every address of the partner."""
        self.connector.inbound_limit = 2
        codes = [self.fetch().status_code for _turn in range(3)]
        self.assertEqual(codes, [200, 200, 429])
        answer = self.fetch()
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertTrue(int(answer.headers["Retry-After"]))
        self.assertEqual(self.send("k").status_code, 429)

    def test_our_checks_are_measured(self):
        """K26: what our own checks take is kept with the message and by partner."""
        self.send("k")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT check_ms FROM logistics_sync_message WHERE connector_id = %s",
            [self.connector.id],
        )
        [(check_ms,)] = self.env.cr.fetchall()
        self.assertIsNotNone(check_ms)
        self.drain()
        [(average,)] = self.env["logistics.sync.latency"]._read_group(
            [("connector_id", "=", self.connector.id)], [], ["check_ms:avg"]
        )
        self.assertEqual(average, check_ms)

    def test_the_way_from_our_gateway_is_measured(self):
        """K26: what our gateway took is told apart; strangers are not believed."""
        for key, proxies, start, known in (
            ("ours", "127.0.0.1", f"t={time.time() - 2:.3f}", True),
            ("another", "192.0.2.0/24", f"t={time.time() - 2:.3f}", False),
            ("none", "", f"t={time.time() - 2:.3f}", False),
            ("nonsense", "127.0.0.1", "t=yesterday", False),
        ):
            more = {"X-Request-Start": start}
            settings = {"LOGISTICS_SYNC_TRUSTED_PROXIES": proxies}
            with self.subTest(key), patch.dict(os.environ, settings):
                self.assertEqual(self.send(key, **more).status_code, 202)
                message = self.find_message(self.connector, key)
                self.env.cr.execute(
                    "SELECT gateway_ms FROM logistics_sync_message WHERE id = %s",
                    [message.id],
                )
                [(gateway_ms,)] = self.env.cr.fetchall()
                self.assertEqual(gateway_ms is not None, known)
                if known:
                    self.assertGreaterEqual(gateway_ms, 2000)
                    self.assertLess(gateway_ms, 60_000)
                    told = f"on the way from our gateway {gateway_ms} ms"
                    self.assertIn(told, message.timing_summary)

    def test_judging_a_document_is_one_of_our_checks(self):
        """K26: the agreed form of a large document is checked before the time is."""
        large = json.dumps([delivery_event(f"1Z{n}") for n in range(600)]).encode()
        self.post(
            self.connector,
            large,
            {
                "Authorization": f"Bearer {TOKEN}",
                "Content-Type": "application/json",
                "Idempotency-Key": "large",
            },
        )
        self.send("small")
        times = [
            self.find_message(self.connector, key).check_ms
            for key in ("small", "large")
        ]
        self.assertLess(times[0], times[1])

    def test_without_a_limit_nothing_is_counted(self):
        """K12: where no limit is set a request writes nothing but its document."""
        self.send("k")
        meters = self.env["logistics.sync.inbound.meter"]
        domain = [("connector_id", "=", self.connector.id)]
        self.assertFalse(meters.search(domain))
        self.connector.inbound_limit = 5
        self.send("l")
        self.env.invalidate_all()
        self.assertEqual(sum(meters.search(domain).counts.values()), 1)
