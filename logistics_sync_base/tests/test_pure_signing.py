# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks import Webhook

from odoo.tests import BaseCase, tagged

from ..core import signing

NOW = 1_795_190_400
BODY = b'{"status": "delivered", "note": "caf\xc3\xa9"}'
KEY = bytes(range(32))
OTHER = bytes(range(32, 64))
FUZZ = settings(max_examples=60, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestSigning(BaseCase):
    def _headers(self, *secrets, body=BODY, timestamp=NOW):
        return signing.signature_headers(secrets or [KEY], "msg_1", timestamp, body)

    def _code(self, secrets, headers, body=BODY, now=NOW):
        with self.assertRaises(signing.SignatureError) as caught:
            signing.verify(secrets, headers, body, now)
        return caught.exception.code

    def test_own_signature_is_verified(self):
        """C29: what we sign we verify; id, time and fitting secret come back."""
        result = signing.verify([OTHER, KEY], self._headers(), BODY, NOW + 299)
        self.assertEqual(result, signing.VerifiedWebhook("msg_1", NOW, 1))

    def test_known_vector(self):
        """C29: the signature equals one worked out by hand from the standard."""
        import hashlib
        import hmac

        digest = hmac.new(KEY, b"msg_1.%d." % NOW + BODY, hashlib.sha256).digest()
        wanted = "v1," + base64.b64encode(digest).decode()
        self.assertEqual(signing.sign(KEY, "msg_1", NOW, BODY), wanted)
        text = signing.encode_secret(KEY)
        self.assertEqual(signing.sign(text, "msg_1", NOW, BODY), wanted)

    def test_reference_library_accepts_ours(self):
        """C3, C29: the reference client library verifies what we send."""
        secret = signing.generate_secret()
        now = int(time.time())
        headers = self._headers(secret, timestamp=now)
        Webhook(secret).verify(BODY, headers)
        rotated = self._headers(signing.generate_secret(), secret, timestamp=now)
        Webhook(secret).verify(BODY, rotated)

    def test_reference_library_is_accepted(self):
        """C3, C29: what the reference client library signs we verify."""
        from datetime import UTC, datetime

        secret = signing.generate_secret()
        moment = datetime.fromtimestamp(NOW, tz=UTC)
        signature = Webhook(secret).sign("msg_9", moment, BODY.decode())
        headers = {
            "Webhook-Id": "msg_9",
            "Webhook-Timestamp": str(NOW),
            "Webhook-Signature": signature,
        }
        result = signing.verify([secret], headers, BODY, NOW)
        self.assertEqual(result.message_id, "msg_9")

    def test_tampered_message_is_refused(self):
        """C29: another body, id or time does not fit the signature."""
        headers = self._headers()
        self.assertEqual(self._code([KEY], headers, body=BODY + b" "), "mismatch")
        self.assertEqual(self._code([OTHER], headers), "mismatch")
        for name, value in (
            ("webhook-id", "msg_2"),
            ("webhook-timestamp", str(NOW + 1)),
            ("webhook-signature", "v1,AAAA v2,x nonsense"),
        ):
            self.assertEqual(self._code([KEY], {**headers, name: value}), "mismatch")

    def test_other_signature_versions_do_not_count(self):
        """C29: only a v1 signature is taken, wherever it stands in the header."""
        headers = self._headers()
        good = headers["webhook-signature"]
        other = {**headers, "webhook-signature": good.replace("v1,", "v2,")}
        self.assertEqual(self._code([KEY], other), "mismatch")
        several = {**headers, "webhook-signature": f"v1a,x v1,AAAA {good}"}
        signing.verify([KEY], several, BODY, NOW)

    def test_replay_window(self):
        """C3: an old message and one from the future are refused."""
        headers = self._headers()
        self.assertEqual(self._code([KEY], headers, now=NOW + 301), "replay_window")
        self.assertEqual(self._code([KEY], headers, now=NOW - 301), "replay_window")

    def test_missing_and_bad_headers(self):
        """C3: each missing header is named; a timestamp must be seconds."""
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
            headers = {**self._headers(), name: " "}
            with self.assertRaisesRegex(signing.MissingHeader, name):
                signing.verify([KEY], headers, BODY, NOW)
        for text in ("soon", "-5", "1.5", "²", "9" * 13):
            headers = {**self._headers(), "webhook-timestamp": text}
            self.assertEqual(self._code([KEY], headers), "bad_timestamp")

    def test_bad_secrets(self):
        """C29: no secret, an empty one and a damaged one are our own fault, named."""
        headers = self._headers()
        self.assertEqual(self._code([], headers), "no_secret")
        for secrets in (["whsec_"], ["whsec_%%%"], [b""]):
            self.assertEqual(self._code(secrets, headers), "bad_secret")
        with self.assertRaises(signing.BadSecret):
            signing.signature_headers([], "msg_1", NOW, BODY)
        with self.assertRaises(ValueError):
            signing.generate_secret(8)

    def test_generated_secrets_differ(self):
        """C29: a secret has 32 random bytes and its prefix."""
        one, two = signing.generate_secret(), signing.generate_secret()
        self.assertNotEqual(one, two)
        self.assertEqual(len(signing.decode_secret(one)), 32)
        self.assertTrue(one.startswith("whsec_"))

    def test_tokens(self):
        """C2: only the hash of a bearer token is kept; any other token fails."""
        token = signing.generate_token()
        hashes = ["0" * 64, signing.hash_token(token)]
        self.assertTrue(signing.token_matches(token, hashes))
        self.assertFalse(signing.token_matches(token + "x", hashes))
        self.assertFalse(signing.token_matches("", [signing.hash_token("")]))
        self.assertFalse(signing.token_matches(token, []))

    @given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
    @FUZZ
    def test_any_changed_byte_is_seen(self, body, place, change):
        """C29: whatever the body, one changed byte breaks the signature."""
        headers = self._headers(body=body)
        signing.verify([KEY], headers, body, NOW)
        if body:
            changed = bytearray(body)
            changed[place % len(body)] ^= change
            self.assertEqual(
                self._code([KEY], headers, body=bytes(changed)), "mismatch"
            )

    @given(st.dictionaries(st.text(max_size=20), st.text(max_size=40), max_size=4))
    @FUZZ
    def test_any_headers_fail_cleanly(self, headers):
        """C3: no header value can do more than raise a SignatureError."""
        headers = {**self._headers(), **headers, "webhook-signature": str(headers)}
        self.assertIn(
            self._code([KEY], headers), ("mismatch", "bad_timestamp", "missing_header")
        )
