# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import hmac
import json
import subprocess
import unicodedata

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from odoo.tests import BaseCase

from ..core import jwks, signing
from ..core.verifiers import (
    BadProfile,
    Profile,
    Request,
    check_profile,
    key_bytes,
    verify,
)

SECRET = "a secret of the partner's portal"
BODY = b'{"id": "evt_1", "result": {"status": "delivered"}}'
NOW = 1_800_000_000
HEX = Profile(signature_header="X-Signature", prefix="sha256=")
BASE64 = Profile(signature_header="X-Signature", encoding="base64")
TIMED = Profile(
    signature_header="X-Signature",
    timestamp_header="X-Timestamp",
    template="{timestamp}.{body}",
)
RSA = Profile(
    method="rsa",
    signature_header="X-Rsa-Signature",
    encoding="base64",
    key_id_header="X-Rsa-Key-Id",
    timestamp_header="X-Timestamp",
    template="{timestamp}.{body}",
)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def digest(text, secret=SECRET, name="sha256"):
    return hmac.new(secret.encode(), text, name)


def jwk_set(*kids, key=KEY):
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return {"keys": [dict(public, kid=kid) for kid in kids]}


def rsa_headers(body=BODY, timestamp=str(NOW), kid="k1"):
    signature = KEY.sign(
        timestamp.encode() + b"." + body, padding.PKCS1v15(), hashes.SHA256()
    )
    return {
        "x-rsa-signature": base64.b64encode(signature).decode(),
        "X-RSA-KEY-ID": kid,
        "X-Timestamp": timestamp,
    }


class TestVerifiers(BaseCase):
    def accept(self, profile, headers, body=BODY, secrets=(SECRET,), **values):
        keys = values.pop("jwks", None)
        return verify(profile, secrets, Request(headers, body, NOW, **values), keys)

    def refuse(self, code, *arguments, **values):
        with self.assertRaises(signing.SignatureError) as caught:
            self.accept(*arguments, **values)
        self.assertEqual(caught.exception.code, code)

    # ------------------------------------------------------- keyed hashes
    def test_hex_and_base64_with_and_without_prefix(self):
        """C3, C29: the same hash in each of the forms partners write it in."""
        hexed = digest(BODY).hexdigest()
        encoded = base64.b64encode(digest(BODY).digest()).decode()
        self.accept(HEX, {"X-Signature": f"sha256={hexed}"})
        self.accept(HEX, {"x-signature": f"SHA256={hexed.upper()}"})
        self.accept(BASE64, {"X-Signature": encoded})
        self.refuse("mismatch", HEX, {"X-Signature": hexed})
        self.refuse("mismatch", BASE64, {"X-Signature": hexed})

    def test_openssl_signs_what_we_accept(self):
        """C29: a signature made with the openssl program is understood."""
        for name in ("sha256", "sha1", "sha512"):
            output = subprocess.run(
                ["openssl", "dgst", f"-{name}", "-hmac", SECRET, "-binary"],
                input=BODY,
                capture_output=True,
                check=True,
            ).stdout
            profile = Profile(signature_header="S", digest=name)
            self.accept(profile, {"S": output.hex()})

    def test_a_secret_with_accents_is_normalised(self):
        """C29: a composed secret fits the signature made with its NFKD form."""
        composed = "clé secrète du transporteur"
        signed = digest(BODY, unicodedata.normalize("NFKD", composed)).hexdigest()
        profile = Profile(signature_header="S", normalize_secret=True)
        self.accept(profile, {"S": signed}, secrets=[composed])
        plain = Profile(signature_header="S")
        self.refuse("mismatch", plain, {"S": signed}, secrets=[composed])

    def test_the_encoding_of_the_secret(self):
        """C29: a secret given as base64, hex or whsec_ stands for its bytes."""
        key = bytes(range(32))
        for encoding, text in (
            ("base64", base64.b64encode(key).decode()),
            ("hex", key.hex()),
            ("whsec", "whsec_" + base64.b64encode(key).decode()),
        ):
            profile = Profile(signature_header="S", secret_encoding=encoding)
            self.assertEqual(key_bytes(profile, text), key)
            with self.assertRaises(signing.BadSecret):
                key_bytes(profile, "not § encoded")

    def test_time_and_body_are_signed(self):
        """C3: within the window the timed signature opens, outside it does not."""
        for stamp in (str(NOW), str(NOW * 1000), "2027-01-15T08:00:00Z"):
            signed = digest(stamp.encode() + b"." + BODY).hexdigest()
            found = self.accept(TIMED, {"X-Signature": signed, "X-Timestamp": stamp})
            self.assertEqual(found.timestamp, NOW)
        for stamp, code in (
            (str(NOW - 301), "replay_window"),
            (str(NOW + 301), "replay_window"),
            ("yesterday", "bad_timestamp"),
            ("9" * 40, "bad_timestamp"),
            ("٣", "bad_timestamp"),
        ):
            signed = digest(stamp.encode() + b"." + BODY).hexdigest()
            headers = {"X-Signature": signed, "X-Timestamp": stamp}
            self.refuse(code, TIMED, headers)

    def test_a_timestamp_cannot_be_exchanged(self):
        """C3: a fresh time on an old signature is a mismatch."""
        signed = digest(f"{NOW - 900}.".encode() + BODY).hexdigest()
        headers = {"X-Signature": signed, "X-Timestamp": str(NOW)}
        self.refuse("mismatch", TIMED, headers)

    def test_a_header_of_several_parts(self):
        """C29: time and signatures in one header, one signature per secret."""
        profile = Profile(
            signature_header="S",
            signature_part="v1",
            timestamp_part="t",
            template="{timestamp}.{body}",
        )
        signed = digest(f"{NOW}.".encode() + BODY).hexdigest()
        self.accept(profile, {"S": f"t={NOW},v1={'0' * 64},v1={signed}"})
        self.refuse("missing_header", profile, {"S": f"v1={signed}"})
        self.refuse("mismatch", profile, {"S": f"t={NOW},v0={signed}"})

    def test_method_path_and_id_in_the_signed_text(self):
        """C29: whatever of the request the partner signs can be named."""
        profile = Profile(
            signature_header="S",
            id_header="X-Id",
            template="{method}\n{path}\n{id}\n{body}",
        )
        signed = digest(b"POST\n/in\nm-1\n" + BODY).hexdigest()
        headers = {"S": signed, "X-Id": "m-1"}
        self.accept(profile, headers, path="/in")
        self.refuse("mismatch", profile, headers, path="/out")
        self.refuse("missing_header", profile, {"S": signed}, path="/in")

    def test_braces_in_a_body_are_no_placeholders(self):
        """C29: what the body holds is signed as it is."""
        body = b"{timestamp} {0} {body}"
        self.accept(HEX, {"X-Signature": "sha256=" + digest(body).hexdigest()}, body)

    def test_either_of_two_secrets_while_they_change(self):
        """C29: old and new secret both hold."""
        headers = {"X-Signature": "sha256=" + digest(BODY).hexdigest()}
        found = self.accept(HEX, headers, secrets=["another secret", SECRET])
        self.assertEqual(found.key, 1)
        self.refuse("mismatch", HEX, headers, secrets=["another secret"])
        self.refuse("no_secret", HEX, headers, secrets=[])
        self.refuse("missing_header", HEX, {})

    # ---------------------------------------------------------------- RSA
    def test_a_signature_of_a_published_key(self):
        """C3, C29: RSA-SHA256 with the partner's JWKS."""
        found = self.accept(RSA, rsa_headers(), jwks=jwk_set("k0", "k1"))
        self.assertEqual(found.key, "k1")
        self.refuse("unknown_key", RSA, rsa_headers(), jwks=jwk_set("k0"))
        self.refuse("no_secret", RSA, rsa_headers())
        old = rsa_headers(timestamp=str(NOW - 301))
        self.refuse("replay_window", RSA, old, jwks=jwk_set("k1"))
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.refuse("mismatch", RSA, rsa_headers(), jwks=jwk_set("k1", key=other))
        for missing in rsa_headers():
            rest = {k: v for k, v in rsa_headers().items() if k != missing}
            self.refuse("missing_header", RSA, rest, jwks=jwk_set("k1"))

    def test_what_is_no_key_set_is_named(self):
        """C29: nonsense, private and short keys are refused when they are stored."""
        short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
        private = json.loads(RSAAlgorithm.to_jwk(KEY)) | {"kid": "p"}
        for text, word in (
            ("{", "JSON"),
            ("[]", "keys"),
            ('{"keys": [1]}', "object"),
            ('{"keys": [{"kty": "EC", "kid": "e"}]}', "RSA"),
            ('{"keys": [{"kty": "RSA", "kid": "r", "n": "!", "e": "AQAB"}]}', "r "),
            (json.dumps(jwk_set("s", key=short)), "shorter"),
            (json.dumps({"keys": [private]}), "private"),
        ):
            with self.assertRaisesRegex(jwks.JwksError, word):
                jwks.parse_jwks(text)
        self.assertTrue(jwks.parse_jwks(json.dumps(jwk_set("k1"))))

    # ------------------------------------------------ shared value, password
    def test_a_shared_value_in_a_header(self):
        """C3: the value agreed opens, with or without a word before it."""
        profile = Profile(method="header_token", signature_header="X-Api-Key")
        self.accept(profile, {"x-api-key": SECRET})
        self.refuse("mismatch", profile, {"x-api-key": SECRET + "x"})
        self.refuse("missing_header", profile, {})
        self.refuse("no_secret", profile, {"x-api-key": SECRET}, secrets=[])
        worded = Profile(
            method="header_token", signature_header="Authorization", prefix="Token "
        )
        self.accept(worded, {"Authorization": f"token {SECRET}"})
        self.refuse("mismatch", worded, {"Authorization": SECRET})

    def test_user_and_password(self):
        """C3: HTTP basic with the user and password agreed."""
        profile = Profile(method="basic")
        pair = "transporteur:pass:wörd"
        sent = "Basic " + base64.b64encode(pair.encode()).decode()
        self.accept(profile, {"Authorization": sent}, secrets=[pair])
        self.refuse("mismatch", profile, {"Authorization": sent})
        self.refuse("missing_header", profile, {"Authorization": "Bearer x"})
        self.refuse("mismatch", profile, {"Authorization": "Basic §"})

    # ---------------------------------------------------------- properties
    @settings(max_examples=60, derandomize=True, deadline=None)
    @given(body=st.binary(min_size=1, max_size=60), data=st.data())
    def test_a_flipped_byte_is_refused(self, body, data):
        """C3, C29: no byte of a signed body can be changed, whatever the method."""
        place = data.draw(st.integers(0, len(body) - 1))
        flip = data.draw(st.integers(1, 255))
        changed = bytearray(body)
        changed[place] ^= flip
        stamp = str(NOW)
        timed = {
            "X-Signature": digest(stamp.encode() + b"." + body).hexdigest(),
            "X-Timestamp": stamp,
        }
        cases = [
            (HEX, {"X-Signature": "sha256=" + digest(body).hexdigest()}, None),
            (TIMED, timed, None),
            (RSA, rsa_headers(body), jwk_set("k1")),
        ]
        for profile, headers, keys in cases:
            self.accept(profile, headers, body, jwks=keys)
            self.refuse("mismatch", profile, headers, bytes(changed), jwks=keys)

    @settings(max_examples=80, derandomize=True, deadline=None)
    @given(
        text=st.text(max_size=80),
        stamp=st.text(max_size=20),
        body=st.binary(max_size=40),
    )
    def test_whatever_comes_ends_in_a_named_refusal(self, text, stamp, body):
        """C3: random headers and bodies never end in anything but a refusal."""
        headers = dict.fromkeys(
            ("X-Signature", "X-Rsa-Signature", "X-Rsa-Key-Id"), text
        ) | {"X-Timestamp": stamp, "Authorization": text}
        token = Profile(method="header_token", signature_header="X-Signature")
        for profile in (HEX, BASE64, TIMED, RSA, token, Profile(method="basic")):
            with self.assertRaises(signing.SignatureError):
                self.accept(profile, headers, body, jwks=jwk_set("k1"))

    def test_a_profile_that_cannot_work_is_named(self):
        """C29: what an administrator left out is said before a partner finds out."""
        for profile in (HEX, BASE64, TIMED, RSA, Profile(method="basic")):
            check_profile(profile)
        for values, word in (
            ({"method": "rot13"}, "way"),
            ({}, "header"),
            ({"template": "{timestamp}"}, "body"),
            ({"template": "{body}{secret}"}, "body"),
            ({"template": "{timestamp}{body}"}, "time"),
            ({"template": "{id}{body}"}, "id"),
            ({"method": "rsa"}, "public key"),
            ({"digest": "md5"}, "digest"),
        ):
            name = {} if not values else {"signature_header": "S"}
            with self.assertRaisesRegex(BadProfile, word):
                check_profile(Profile(**values, **name))
