# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hmac
import json
import time
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from jwt.algorithms import RSAAlgorithm

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import LogisticsSyncHttpCase, delivery_event

SECRET = "Schlüssel des Portals"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def sign(body, secret=SECRET, name="sha256"):
    return hmac.new(secret.encode(), body, name)


def sign_rsa(body, moment=None, kid="2026-11", key=KEY):
    stamp = str(int(moment or time.time()))
    signature = key.sign(
        stamp.encode() + b"." + body, padding.PKCS1v15(), hashes.SHA256()
    )
    return {
        "x-shipengine-timestamp": stamp,
        "x-shipengine-rsa-sha256-key-id": kid,
        "x-shipengine-rsa-sha256-signature": base64.b64encode(signature).decode(),
    }


class ProviderCase(LogisticsSyncHttpCase):
    def connect(self, preset, secret=SECRET, kind="signing_secret", **values):
        profile = self.env.ref(f"logistics_sync_base.webhook_profile_{preset}")
        self.connector = self.make_connector(
            authentication="profile", webhook_profile_id=profile.id, **values
        )
        if secret:
            credential = self.env["logistics.sync.credential"].create(
                {"connector_id": self.connector.id, "kind": kind, "username": "ups"}
            )
            credential._set_typed_secret(secret)
        return self.connector

    def send(self, body, headers):
        return self.post(
            self.connector, body, {"Content-Type": "application/json"} | headers
        )

    def assert_taken_in(self, body, headers, key=None):
        answer = self.send(body, headers)
        self.assertEqual(answer.status_code, 202, answer.text)
        message = self.env["logistics.sync.message"].search(
            [("public_id", "=", answer.json()["message_id"])]
        )
        if key:
            self.assertEqual(message.idempotency_key, key)
        return message

    def assert_refused(self, body, headers, reason):
        log = self.env["logistics.sync.security.event"]
        domain = [("connector_id", "=", self.connector.id)]
        log.search(domain).unlink()
        answer = self.send(body, headers)
        self.assertEqual(answer.status_code, 401)
        self.assertNotIn(reason, answer.text)
        self.assertEqual(log.search(domain).mapped("reason"), [reason])
        return answer

    def make_body(self, number, **values):
        return json.dumps(delivery_event(number) | values).encode()

    def make_foreign_body(self, **values):
        """A provider's own document, read by a mapping."""
        self.connector.mapping_id = self.make_mapping(
            {
                "references.tracking_number": "number",
                "milestone": {"constant": "delivered"},
                "event_type": {"constant": "test_fact"},
                "occurred_at": {"expression": "at", "transform": "datetime"},
            }
        )
        return json.dumps(
            {"number": "1Z-P", "at": "2026-11-20T12:00:00Z"} | values
        ).encode()


@tagged("post_install", "-at_install")
class TestProviders(ProviderCase):
    def test_easypost(self):
        """C3, C29: hex with prefix over the raw body, secret in NFKD, id as key."""
        self.connect("easypost")
        body = self.make_foreign_body(id="evt_0001")
        secret = unicodedata.normalize("NFKD", SECRET)
        signature = {
            "X-Hmac-Signature": "hmac-sha256-hex=" + sign(body, secret).hexdigest()
        }
        message = self.assert_taken_in(body, signature, "evt_0001")
        self.drain()
        self.assertEqual(message.event_ids.reference, "1Z-P")
        self.assert_refused(body.replace(b"1Z", b"2Z"), signature, "mismatch")
        self.assert_refused(body, {}, "missing_header")

    def test_aftership_shiphero_sendcloud_and_github(self):
        """C3, C29: the presets of HMAC providers, each with its header and key."""
        body = self.make_body("1Z-1")
        raw = sign(body).digest()
        encoded = base64.b64encode(raw).decode()
        for preset, headers, key in (
            ("aftership", {"aftership-hmac-sha256": encoded}, None),
            (
                "shiphero",
                {"x-shiphero-hmac-sha256": encoded, "X-Shiphero-Message-ID": "m-77"},
                "m-77",
            ),
            ("sendcloud", {"Sendcloud-Signature": raw.hex()}, None),
            (
                "github",
                {
                    "X-Hub-Signature-256": "sha256=" + raw.hex(),
                    "X-GitHub-Delivery": "72d3162e",
                },
                "72d3162e",
            ),
        ):
            with self.subTest(preset=preset):
                self.connect(preset)
                self.assert_taken_in(body, headers, key)
                self.assert_refused(body + b" ", headers, "mismatch")

    def test_shipengine(self):
        """C3, C29: RSA-SHA256 with stored keys and a replay window."""
        self.connect("shipengine", secret=None)
        body = self.make_body("1Z-2")
        self.assert_refused(body, sign_rsa(body), "no_secret")
        public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        self.connector.webhook_jwks = json.dumps(
            {"keys": [dict(public, kid="2026-11")]}
        )
        self.assert_taken_in(body, sign_rsa(body))
        self.assert_refused(body + b" ", sign_rsa(body), "mismatch")
        old = sign_rsa(body, time.time() - 360)
        self.assert_refused(body, old, "replay_window")
        self.assert_refused(body, sign_rsa(body, kid="2027-01"), "unknown_key")

    def test_ups_and_dhl_repeat_an_agreed_value(self):
        """C3: a value in a header, typed in as the partner was given it."""
        for preset, header in (
            ("ups_track_alert", "x-api-key"),
            ("dhl_push", "DHL-Push-Token"),
        ):
            with self.subTest(preset=preset):
                self.connect(preset, secret="agreed-value-77")
                body = self.make_body("1Z-3")
                self.assert_taken_in(body, {header: "agreed-value-77"})
                self.assert_refused(body, {header: "agreed-value-78"}, "mismatch")
                self.assert_refused(body, {}, "missing_header")

    def test_user_and_password(self):
        """C3: HTTP Basic; the answer to a wrong one asks for Basic."""
        self.connect("http_basic", "pass wörd 1", "password")
        body = self.make_body("1Z-4")
        pair = base64.b64encode("ups:pass wörd 1".encode()).decode()
        self.assert_taken_in(body, {"Authorization": f"Basic {pair}"})
        wrong = base64.b64encode(b"ups:pass word 1").decode()
        answer = self.assert_refused(
            body, {"Authorization": f"Basic {wrong}"}, "mismatch"
        )
        self.assertIn("Basic", answer.headers["WWW-Authenticate"])

    # ------------------------------------------------------ administrators
    def test_an_administrator_makes_a_way_of_signing(self):
        """C3, C29, A24: by fields of a form alone, a timed SHA-512 in Base64."""
        manager = self.make_user("signing_manager", "manager")
        with Form(
            self.env["logistics.sync.webhook.profile"].with_user(manager)
        ) as form:
            form.name = "Harbour gate"
            form.method = "hmac"
            form.signature_header = "X-Gate-Proof"
            form.prefix = "v2="
            form.encoding = "base64"
            form.digest = "sha512"
            form.template = "{timestamp}:{body}"
            form.timestamp_header = "X-Gate-Time"
            form.id_expression = "gate_pass.id"
        self.connect("github")
        self.connector.webhook_profile_id = form.record
        self.assertIn("X-Gate-Proof", self.connector.webhook_summary)
        body = self.make_foreign_body(gate_pass={"id": 4711})
        stamp = str(int(time.time()))
        proof = sign(stamp.encode() + b":" + body, name="sha512").digest()
        headers = {
            "X-Gate-Proof": "v2=" + base64.b64encode(proof).decode(),
            "X-Gate-Time": stamp,
        }
        self.assert_taken_in(body, headers, "4711")
        late = headers | {"X-Gate-Time": str(int(stamp) - 1)}
        self.assert_refused(body, late, "mismatch")

    def test_a_way_of_signing_that_cannot_work_is_refused_in_words(self):
        """C29: half a description is refused when it is saved."""
        profiles = self.env["logistics.sync.webhook.profile"]
        for values, words in (
            ({"signature_header": False}, "header"),
            ({"signature_header": "S", "template": "{timestamp}.{body}"}, "time"),
            ({"signature_header": "S", "id_expression": "a..b"}, "JMESPath"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                profiles.create({"name": f"Half {words}", **values})
        connector = self.make_connector()
        with self.assertRaisesRegex(ValidationError, "Choose how"):
            connector.authentication = "profile"
        with self.assertRaisesRegex(ValidationError, "private"):
            key = json.loads(RSAAlgorithm.to_jwk(KEY))
            connector.webhook_jwks = json.dumps({"keys": [dict(key, kid="x")]})

    def test_a_copied_preset_is_one_field_away_from_the_next_product(self):
        """C29: other products of a provider differ by their header only."""
        preset = self.env.ref("logistics_sync_base.webhook_profile_aftership")
        copied = preset.copy({"signature_header": "as-signature-hmac-sha256"})
        self.assertNotEqual(copied.name, preset.name)
        self.assertEqual(copied.encoding, "base64")

    # ------------------------------------------------------------ replays
    def test_a_header_nobody_signed_makes_no_new_document(self):
        """B6, C3: a captured request sent again under another key is the same one."""
        self.connect("sendcloud")
        body = self.make_body("1Z-5")
        headers = {"Sendcloud-Signature": sign(body).hexdigest()}
        messages = {
            self.assert_taken_in(body, headers | {"Idempotency-Key": key})
            for key in ("first", "second")
        }
        self.assertEqual(len(messages), 1)

    def test_a_secret_that_cannot_be_read_is_no_server_error(self):
        """C3: a secret typed in the wrong form is a refusal with its reason."""
        connector = self.make_connector()
        credential = self.env["logistics.sync.credential"].create(
            {"connector_id": connector.id}
        )
        credential._set_typed_secret("not base64 at all !")
        self.connector = connector
        self.assert_refused(b"{}", {}, "bad_secret")
