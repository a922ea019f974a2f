# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import config

from .common import TOKEN, LogisticsSyncHttpCase

GATEWAY_KEY = "key-that-the-gateway-adds"
FORWARDED = {
    "X-Forwarded-Host": "api.example.com",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "/tms",
}


@tagged("post_install", "-at_install")
class TestGateway(LogisticsSyncHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connector = cls.make_connector(authentication="bearer_token")
        cls.add_secret(cls.connector, TOKEN, "access_token")

    def require_key(self):
        self.connector.gateway_key_required = True
        return self.add_secret(self.connector, GATEWAY_KEY, "gateway_key")

    def send(self, **headers):
        return self.post(
            self.connector,
            b"[]",
            {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
            | headers,
        )

    def get_log(self):
        self.env.invalidate_all()
        return self.env["logistics.sync.security.event"].search(
            [("connector_id", "=", self.connector.id)]
        )

    def test_without_its_key_nobody_comes_past_the_gateway(self):
        """C26: 403 for a direct call, however well it is authorized; it is logged."""
        self.require_key()
        answer = self.send()
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(self.get_log().mapped("reason"), ["missing_gateway_key"])
        answer = self.send(**{"X-Gateway-Key": "guessed-by-somebody"})
        self.assertEqual(answer.status_code, 403)
        self.assertIn("bad_gateway_key", self.get_log().mapped("reason"))
        self.assertFalse(
            self.env["logistics.sync.message"].search(
                [("connector_id", "=", self.connector.id)]
            )
        )

    def test_through_the_gateway(self):
        """C26: forwarded headers and the key: taken in; a revoked key closes."""
        credential = self.require_key()
        headers = FORWARDED | {"X-Gateway-Key": GATEWAY_KEY}
        self.assertEqual(self.send(**headers).status_code, 202)
        self.connector.gateway_header = "X-Tms-Proof"
        self.assertEqual(self.send(**headers).status_code, 403)
        headers["X-Tms-Proof"] = headers.pop("X-Gateway-Key")
        self.assertEqual(self.send(**headers).status_code, 202)
        credential.action_revoke()
        self.assertEqual(self.send(**headers).status_code, 403)

    def test_the_partners_own_proof_is_still_asked_for(self):
        """C26, C3: the gateway's key does not stand in for the partner."""
        self.require_key()
        headers = {"X-Gateway-Key": GATEWAY_KEY, "Authorization": "Bearer nobody"}
        self.assertEqual(self.send(**headers).status_code, 401)

    def test_one_key_for_the_whole_server(self):
        """C26: the server's own setting closes every connector at once."""
        settings = {
            "LOGISTICS_SYNC_GATEWAY_KEY": GATEWAY_KEY,
            "LOGISTICS_SYNC_GATEWAY_HEADER": "X-Edge",
        }
        with patch.dict(os.environ, settings):
            self.assertEqual(self.send().status_code, 403)
            wrong = {"X-Edge": "something else"}
            self.assertEqual(self.send(**wrong).status_code, 403)
            right = {"X-Edge": GATEWAY_KEY}
            self.assertEqual(self.send(**right).status_code, 202)
        self.assertEqual(self.send().status_code, 202)

    def test_forwarded_headers_count_only_behind_a_proxy(self):
        """C26: in proxy mode the log has the partner's address, else the caller's."""
        bad = FORWARDED | {"Authorization": "Bearer nobody"}
        self.send(**bad)
        self.assertEqual(self.get_log().mapped("remote_address"), ["127.0.0.1"])
        self.get_log().unlink()
        with patch.dict(config.options, {"proxy_mode": True}):
            self.send(**bad)
        self.assertEqual(self.get_log().mapped("remote_address"), ["203.0.113.7"])

    def test_the_address_shown_is_the_gateways(self):
        """C26: with a base path of the gateway, partners are given that address."""
        self.connector.gateway_url = "https://api.example.com/tms/"
        self.assertEqual(
            self.connector.inbound_address,
            f"https://api.example.com/tms/logistics_sync/v1/{self.connector.code}/events",
        )
        with self.assertRaises(ValidationError):
            self.connector.write({"gateway_key_required": True, "gateway_header": ""})
