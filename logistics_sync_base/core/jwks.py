# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""RSA signatures checked with keys a partner publishes as a JWK set (RFC 7517)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from .signing import NoSecret, SignatureError, SignatureMismatch

MIN_KEY_BITS = 2048
_HASHES = {
    "sha256": hashes.SHA256,
    "sha512": hashes.SHA512,
    # Only where a partner insists: its collisions do not forge a given body.
    "sha1": hashes.SHA1,
}


class JwksError(ValueError):
    """The text is no set of public keys; the message says what is wrong."""


class UnknownKey(SignatureError):
    """The partner signed with a key that is not in the set we hold."""

    code = "unknown_key"


def parse_jwks(text: str) -> dict[str, object]:
    """A JWK set from its JSON text, every RSA key of it checked. Raises JwksError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise JwksError("The text is not JSON.") from error
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not keys:
        raise JwksError("There is no list “keys” in it.")
    for key in keys:
        if not isinstance(key, dict):
            raise JwksError("Each of the “keys” must be an object.")
        if key.get("d"):
            raise JwksError("It holds a private key. Only public keys belong here.")
        if key.get("kty") == "RSA":
            _public_key(key)
    if not any(key.get("kty") == "RSA" and key.get("kid") for key in keys):
        raise JwksError("There is no RSA key with a key id (“kid”) in it.")
    return document


def verify_rsa(
    jwks: Mapping[str, object],
    key_id: str,
    signatures: Iterable[bytes],
    signed: bytes,
    digest: str = "sha256",
) -> None:
    """Raise a SignatureError unless one signature fits the key called ``key_id``."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not keys:
        raise NoSecret("The connector has no public keys of the partner.")
    candidates = [
        key
        for key in keys
        if isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("kid") == key_id
    ]
    if not candidates:
        raise UnknownKey("The partner's key id is not in the stored key set.")
    public = _public_key(candidates[0])
    for signature in signatures:
        try:
            public.verify(signature, signed, padding.PKCS1v15(), _HASHES[digest]())
        except InvalidSignature:
            continue
        return
    raise SignatureMismatch("The signature does not fit the partner's key.")


def _public_key(jwk: Mapping[str, object]) -> RSAPublicKey:
    name = jwk.get("kid") or "without id"
    try:
        key = PyJWK(dict(jwk), algorithm="RS256").key
    except (PyJWTError, ValueError, TypeError, KeyError) as error:
        raise JwksError(f"The key {name} cannot be read.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise JwksError(f"The key {name} is shorter than {MIN_KEY_BITS} bits.")
    return key
