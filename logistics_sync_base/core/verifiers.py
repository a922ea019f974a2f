# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who sent this? Verifiers of the ways in which partners sign what they post.

A :class:`Profile` is data: which header, which digest, which text is signed. One
function, :func:`verify`, covers keyed hashes (HMAC), RSA with published keys (JWKS),
a shared value in a header and a user with password. Everything is compared as raw
bytes and in constant time; whatever an attacker sends ends in a SignatureError.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .headers import header
from .jwks import verify_rsa
from .signed_headers import check_window, decode_all, required, to_seconds
from .signed_headers import parts as split_parts
from .signing import (
    BadSecret,
    MissingHeader,
    NoSecret,
    SignatureMismatch,
    decode_secret,
)

METHODS = ("hmac", "rsa", "header_token", "basic")
DIGESTS = ("sha256", "sha1", "sha512")
PLACEHOLDERS = ("timestamp", "id", "method", "path", "body")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class BadProfile(ValueError):
    """The profile itself makes no sense; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of partner signs.

    ``template`` is what is signed, made of ``{timestamp}``, ``{id}``, ``{method}``,
    ``{path}`` and ``{body}``. ``signature_part`` and ``timestamp_part`` name the
    parts when one header holds several (``t=17..,v1=ab..``). ``secret_encoding`` says
    how the secret's text becomes key bytes: text, base64, hex or ``whsec``.
    """

    method: str = "hmac"
    signature_header: str = ""
    prefix: str = ""
    encoding: str = "hex"
    digest: str = "sha256"
    template: str = "{body}"
    timestamp_header: str = ""
    id_header: str = ""
    key_id_header: str = ""
    signature_part: str = ""
    timestamp_part: str = ""
    secret_encoding: str = "text"
    normalize_secret: bool = False
    tolerance_seconds: int = 300


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived: ``body`` are the raw bytes, ``now`` is Unix seconds."""

    headers: Mapping[str, str]
    body: bytes
    now: float
    method: str = "POST"
    path: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """The sender is known; ``key`` is the secret's index or the key id that fitted."""

    key: int | str
    timestamp: int | None = None


def check_profile(profile: Profile) -> None:
    """Raise BadProfile naming the first thing that cannot work."""
    if profile.method not in METHODS:
        raise BadProfile(f"“{profile.method}” is no way of signing.")
    if profile.method != "basic" and not profile.signature_header:
        raise BadProfile("Name the header that holds the signature or token.")
    if profile.method not in ("hmac", "rsa"):
        return
    if profile.digest not in DIGESTS:
        raise BadProfile(f"“{profile.digest}” is no digest that is supported.")
    names = _PLACEHOLDER.findall(profile.template)
    unknown = [name for name in names if name not in PLACEHOLDERS]
    if unknown or "body" not in names:
        raise BadProfile(
            "The signed text must hold {body}, and besides it only "
            "{timestamp}, {id}, {method} and {path}."
        )
    if "timestamp" in names and not (
        profile.timestamp_header or profile.timestamp_part
    ):
        raise BadProfile("A time is signed: name the header that holds it.")
    if "id" in names and not profile.id_header:
        raise BadProfile("An id is signed: name the header that holds it.")
    if profile.method == "rsa" and not profile.key_id_header:
        raise BadProfile("Name the header that says which public key was used.")


def verify(
    profile: Profile,
    secrets: Sequence[str],
    request: Request,
    jwks: Mapping[str, object] | None = None,
) -> Verified:
    """Check one request; raises a SignatureError whose ``code`` says why not.

    ``secrets`` are texts: keys of the hash, tokens, or ``user:password``. A way of
    signing that needs none of them takes ``jwks``, the partner's published keys.
    """
    if profile.method == "basic":
        return _verify_basic(secrets, request)
    if profile.method == "header_token":
        return _verify_token(profile, secrets, request)
    timestamp, signatures = _read_headers(profile, request)
    if profile.method == "rsa":
        signed = _signed_text(profile, request, timestamp)
        key_id = required(request.headers, profile.key_id_header)
        verify_rsa(jwks or {}, key_id, signatures, signed, profile.digest)
        return Verified(key_id, to_seconds(timestamp))
    return _verify_hmac(profile, secrets, request, timestamp, signatures)


def key_bytes(profile: Profile, secret: str) -> bytes:
    """The bytes a secret's text stands for. Raises BadSecret."""
    if profile.normalize_secret:
        secret = unicodedata.normalize("NFKD", secret)
    try:
        key = {
            "text": lambda: secret.encode("utf-8"),
            "base64": lambda: base64.b64decode(secret.strip(), validate=True),
            "hex": lambda: bytes.fromhex(secret.strip()),
            "whsec": lambda: decode_secret(secret),
        }[profile.secret_encoding]()
    except (KeyError, ValueError, binascii.Error) as error:
        raise BadSecret(
            f"The secret is not written as {profile.secret_encoding}."
        ) from error
    if not key:
        raise BadSecret("The secret is empty.")
    return key


# ------------------------------------------------------------- keyed hashes
def _verify_hmac(
    profile: Profile,
    secrets: Sequence[str],
    request: Request,
    timestamp: str,
    signatures: list[bytes],
) -> Verified:
    if not secrets:
        raise NoSecret("The connector has no signing secret.")
    signed = _signed_text(profile, request, timestamp)
    found = -1
    for index, secret in enumerate(secrets):
        key = key_bytes(profile, secret)
        expected = hmac.new(key, signed, getattr(hashlib, profile.digest)).digest()
        for signature in signatures:
            if hmac.compare_digest(expected, signature) and found < 0:
                found = index
    if found < 0:
        raise SignatureMismatch("No signature fits a secret of this connector.")
    return Verified(found, to_seconds(timestamp))


def _signed_text(profile: Profile, request: Request, timestamp: str) -> bytes:
    values = {
        "timestamp": timestamp.encode("utf-8", "replace"),
        "method": request.method.encode("ascii", "replace"),
        "path": request.path.encode("utf-8", "replace"),
        "body": request.body,
    }
    if "{id}" in profile.template:
        values["id"] = required(request.headers, profile.id_header).encode(
            "utf-8", "replace"
        )
    # Split, not formatted: what stands in a value is never read as a placeholder.
    parts = _PLACEHOLDER.split(profile.template)
    return b"".join(
        values[part] if place % 2 else part.encode() for place, part in enumerate(parts)
    )


# ------------------------------------------------------------------ headers
def _read_headers(profile: Profile, request: Request) -> tuple[str, list[bytes]]:
    """(text of the time or empty, signatures as raw bytes); checks the window."""
    text = required(request.headers, profile.signature_header)
    parts = split_parts(text) if profile.signature_part else {}
    timestamp = ""
    if profile.timestamp_part:
        timestamp = (parts.get(profile.timestamp_part) or [""])[0]
        if not timestamp:
            raise MissingHeader(f"{profile.timestamp_part} is missing in the header.")
    elif profile.timestamp_header:
        timestamp = required(request.headers, profile.timestamp_header)
    if timestamp:
        check_window(timestamp, request.now, profile.tolerance_seconds)
    offered = parts.get(profile.signature_part, []) if parts else [text]
    return timestamp, decode_all(offered, profile.prefix, profile.encoding)


# ----------------------------------------------------- shared value, password
def _verify_token(
    profile: Profile, secrets: Sequence[str], request: Request
) -> Verified:
    given = required(request.headers, profile.signature_header)
    if profile.prefix:
        if not given.lower().startswith(profile.prefix.lower()):
            raise SignatureMismatch("The header does not start as agreed.")
        given = given[len(profile.prefix) :].strip()
    return Verified(_find(given, secrets))


def _verify_basic(secrets: Sequence[str], request: Request) -> Verified:
    scheme, _space, encoded = header(request.headers, "authorization").partition(" ")
    if scheme.lower() != "basic" or not encoded:
        raise MissingHeader("User name and password are missing.")
    try:
        given = base64.b64decode(encoded.strip().encode("ascii"), validate=True)
    except (ValueError, binascii.Error) as error:
        raise SignatureMismatch("User name and password cannot be read.") from error
    return Verified(_find(given, secrets))


def _find(given: str | bytes, secrets: Sequence[str]) -> int:
    """Index of the secret that is the same, compared by hash in constant time."""
    if not secrets:
        raise NoSecret("The connector has no secret of this kind.")
    raw = given.encode("utf-8", "replace") if isinstance(given, str) else given
    digest = hashlib.sha256(raw).digest()
    found = -1
    for index, secret in enumerate(secrets):
        expected = hashlib.sha256(secret.encode("utf-8")).digest()
        if hmac.compare_digest(digest, expected) and found < 0:
            found = index
    if found < 0:
        raise SignatureMismatch("The token or password is none of this connector.")
    return found
