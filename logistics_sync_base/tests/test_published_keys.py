# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .partner_server import CertificateAuthority, PartnerServer, Reply
from .test_http_signing import KEY, ProviderCase, sign_rsa

NEXT_KEY = rsa.generate_private_key(65537, 2048)
PATH = "/.well-known/jwks.json"


def publish(**keys):
    """The reply with the public parts of these keys, by their ids."""
    parts = {kid: json.loads(RSAAlgorithm.to_jwk(key)) for kid, key in keys.items()}
    return Reply({"keys": [{**part, "kid": kid} for kid, part in parts.items()]})


@tagged("post_install", "-at_install")
class TestPublishedKeys(ProviderCase):
    """Keys fetched from where a partner publishes them."""

    def setUp(self):
        super().setUp()
        authority = CertificateAuthority()
        self.partner = PartnerServer(
            {PATH: publish(old=KEY.public_key())}, authority.server_context()
        )
        self.addCleanup(self.partner.close)
        self.connect(
            "shipengine",
            secret=None,
            webhook_jwks_url=self.partner.url + PATH,
            trusted_authorities=authority.pem,
            allow_private_network=True,
        )
        self.number = 0

    def sent(self, kid, key=KEY):
        """(body, headers) of another document."""
        self.number += 1
        body = self.make_body(f"1Z-K{self.number}")
        return body, sign_rsa(body, kid=kid, key=key)

    def pass_time(self, **duration):
        """As if the keys had been asked for that long ago."""
        for name in ("webhook_jwks_asked_at", "webhook_jwks_fetched_at"):
            if self.connector[name]:
                self.connector[name] -= timedelta(**duration)

    def test_keys_are_fetched_once_and_kept(self):
        """C3, C29: over HTTPS with the first document; then they are ours."""
        for __ in range(3):
            self.assert_taken_in(*self.sent("old"))
        self.assertEqual([r.path for r in self.partner.requests], [PATH])
        self.assertIn('"old"', self.connector.webhook_jwks)
        self.assertTrue(self.connector.webhook_jwks_fetched_at)

    def test_a_key_that_is_new_is_fetched_when_it_is_first_used(self):
        """C3, C29: rotation needs nobody; strangers cannot make us ask at will."""
        self.assert_taken_in(*self.sent("old"))
        self.partner.routes[PATH] = publish(
            old=KEY.public_key(), new=NEXT_KEY.public_key()
        )
        for __ in range(3):
            self.assert_refused(*self.sent("made-up"), "unknown_key")
        self.assertEqual(len(self.partner.requests), 1)
        self.pass_time(minutes=6)
        self.assert_taken_in(*self.sent("new", NEXT_KEY))
        self.assert_taken_in(*self.sent("new", NEXT_KEY))
        self.assert_taken_in(*self.sent("old"))
        self.assert_refused(*self.sent("made-up"), "unknown_key")
        self.assertEqual(len(self.partner.requests), 2)

    def test_a_withdrawn_key_is_forgotten_within_a_day(self):
        """C3, M6: the set is fetched anew, and what is not in it does not count."""
        self.assert_taken_in(*self.sent("old"))
        self.partner.routes[PATH] = publish(new=NEXT_KEY.public_key())
        self.pass_time(hours=25)
        self.assert_refused(*self.sent("old"), "unknown_key")
        self.assert_taken_in(*self.sent("new", NEXT_KEY))

    def test_the_stored_keys_do_while_the_partner_is_away(self):
        """C3: no answer, or nonsense, takes no key from us; a person is told once."""
        self.assert_taken_in(*self.sent("old"))
        for reply in (Reply({}, 503), Reply({"keys": []}), Reply(b"<html>")):
            self.partner.routes[PATH] = reply
            self.pass_time(hours=25)
            self.assert_taken_in(*self.sent("old"))
            self.assert_taken_in(*self.sent("old"))
        self.assertEqual(len(self.partner.requests), 4)
        [question] = self.get_exceptions("unreachable")
        self.assertIn("stay in use", question.name)
        self.assertEqual(question.occurrences, 3)

    def test_keys_come_through_the_same_door_as_all_calls(self):
        """C3, N2: no address of our own network, no redirect to another host."""
        self.connector.allow_private_network = False
        self.assert_refused(*self.sent("old"), "no_secret")
        self.assertFalse(self.partner.requests)
        self.connector.allow_private_network = True
        self.pass_time(minutes=6)
        elsewhere = {"Location": "https://keys.example.net/"}
        self.partner.routes[PATH] = Reply(b"", 302, elsewhere)
        self.assert_refused(*self.sent("old"), "no_secret")
        self.assertFalse(self.connector.webhook_jwks)
        self.assertTrue(self.connector.webhook_jwks_asked_at)
        with self.assertRaises(ValidationError):
            self.connector.webhook_jwks_url = "keys.example.com"
