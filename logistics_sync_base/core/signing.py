# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Standard Webhooks signatures (standardwebhooks.com, symmetric ``v1``).

The signed text is ``<message id>.<timestamp>.<raw body>``, its HMAC-SHA256 is sent
as base64 after ``v1,``. Several signatures in one header, separated by spaces, let
a secret be changed without losing a message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as random_source
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .headers import header

SECRET_PREFIX = "whsec_"
ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
# More signatures than any rotation needs would only make us compute.
MAX_SIGNATURES = 20


class SignatureError(ValueError):
    """The message is not shown to come from the partner; ``code`` says why."""

    code = "signature"


class MissingHeader(SignatureError):
    """One of the three headers is missing."""

    code = "missing_header"


class BadTimestamp(SignatureError):
    """The timestamp is not a number of seconds."""

    code = "bad_timestamp"


class ReplayWindow(SignatureError):
    """The timestamp is too old or too far ahead."""

    code = "replay_window"


class SignatureMismatch(SignatureError):
    """No signature of the header fits any of our secrets."""

    code = "mismatch"


class MissingToken(SignatureError):
    """No access token came with the request."""

    code = "missing_token"


class BadToken(SignatureError):
    """The access token is unknown, expired or revoked."""

    code = "bad_token"


class BadSecret(SignatureError):
    """A secret of ours cannot be decoded."""

    code = "bad_secret"


class NoSecret(BadSecret):
    """There is no valid secret to check with."""

    code = "no_secret"


@dataclass(frozen=True, slots=True)
class VerifiedWebhook:
    """A message whose sender is known; ``secret_index`` is the secret that fitted."""

    message_id: str
    timestamp: int
    secret_index: int


def decode_secret(text: str) -> bytes:
    """Key bytes of a ``whsec_`` secret; the prefix may be left out."""
    encoded = text.strip().removeprefix(SECRET_PREFIX)
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSecret("The secret is not base64 after its prefix.") from error
    if not key:
        raise BadSecret("The secret is empty.")
    return key


def encode_secret(key: bytes) -> str:
    """The ``whsec_`` form of key bytes."""
    return SECRET_PREFIX + base64.b64encode(key).decode("ascii")


def generate_secret(size: int = 32) -> str:
    """A new random secret of ``size`` bytes (the standard asks for 24 to 64)."""
    if not 24 <= size <= 64:
        raise ValueError("a secret has 24 to 64 bytes")
    return encode_secret(random_source.token_bytes(size))


def sign(secret: bytes | str, msg_id: str, timestamp: int, body: bytes) -> str:
    """Signature ``v1,<base64>`` of one message; ``timestamp`` is Unix seconds."""
    return "v1," + base64.b64encode(_digest(secret, msg_id, timestamp, body)).decode()


def signature_headers(
    secrets: Iterable[bytes | str], msg_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers of an outbound message, with one signature per secret."""
    signatures = [sign(secret, msg_id, timestamp, body) for secret in secrets]
    if not signatures:
        raise BadSecret("There is no secret to sign with.")
    return {
        ID_HEADER: msg_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: " ".join(signatures),
    }


def verify(
    secrets: Iterable[bytes | str],
    headers: Mapping[str, str],
    body: bytes,
    now: float,
    tolerance_seconds: int = 300,
) -> VerifiedWebhook:
    """Check one inbound message over its raw bytes.

    ``now`` is Unix seconds. Every secret is compared with every signature, without
    leaving early, so that the time taken tells nothing. Raises a SignatureError.
    """
    message_id = _header(headers, ID_HEADER)
    raw_timestamp = _header(headers, TIMESTAMP_HEADER)
    signatures = _header(headers, SIGNATURE_HEADER)
    timestamp = _timestamp(raw_timestamp)
    if abs(now - timestamp) > tolerance_seconds:
        raise ReplayWindow(
            f"The timestamp is {abs(now - timestamp):.0f} seconds off; "
            f"at most {tolerance_seconds} are allowed."
        )
    offered = _offered(signatures)
    keys = list(secrets)
    if not keys:
        raise NoSecret("The connector has no signing secret.")
    found = -1
    for index, key in enumerate(keys):
        expected = _digest(key, message_id, timestamp, body)
        for signature in offered:
            if hmac.compare_digest(expected, signature) and found < 0:
                found = index
    if found < 0:
        raise SignatureMismatch("No signature fits a secret of this connector.")
    return VerifiedWebhook(message_id, timestamp, found)


def generate_token(size: int = 32) -> str:
    """A new random bearer token of ``size`` bytes, URL safe."""
    return random_source.token_urlsafe(size)


def hash_token(token: str) -> str:
    """Hex SHA-256 of a bearer token: the only form that is stored.

    Tokens are long and random, so that a plain hash needs neither salt nor rounds.
    """
    return hashlib.sha256(token.strip().encode("utf-8", "replace")).hexdigest()


def token_matches(token: str, hashes: Iterable[str]) -> bool:
    """True when the token's hash is one of ours, compared in constant time."""
    given = hash_token(token).encode()
    results = [hmac.compare_digest(given, known.lower().encode()) for known in hashes]
    return bool(token) and any(results)


def _digest(secret: bytes | str, msg_id: str, timestamp: int, body: bytes) -> bytes:
    key = decode_secret(secret) if isinstance(secret, str) else secret
    if not key:
        raise BadSecret("The secret is empty.")
    signed = f"{msg_id}.{timestamp}.".encode("utf-8", "replace") + body
    return hmac.new(key, signed, hashlib.sha256).digest()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = header(headers, name)
    if not value:
        raise MissingHeader(f"The header {name} is missing.")
    return value


def _timestamp(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadTimestamp(f"The header {TIMESTAMP_HEADER} is not Unix seconds.")
    return int(text)


def _offered(signatures: str) -> list[bytes]:
    offered = []
    for part in signatures.split()[:MAX_SIGNATURES]:
        version, _, encoded = part.partition(",")
        if version != "v1":
            continue
        try:
            offered.append(base64.b64decode(encoded, validate=True))
        except (binascii.Error, ValueError):
            continue
    return offered
