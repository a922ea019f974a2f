# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file that carries a partner's setup from one environment to another."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .canonical import canonical_json

KIND = "logistics-sync-setup"
# A reader takes its own version and all before it.
VERSION = 1
MOST_BYTES = 20 * 1024 * 1024
# A setup has a handful of levels; whoever walks through it must not run out of stack.
MOST_LEVELS = 30
_OUTSIDE = ("sha256", "signature")

_SECRET_NAME = re.compile(
    r"(^|[_\-.])(authorization|password|passwd|passphrase|secret|api[-_]?key"
    r"|private[-_]?key|access[-_]?token|auth[-_]?token|bearer)$",
    re.IGNORECASE,
)
# What reads like a secret wherever it stands; each repetition has a bound.
_SECRET_TEXTS = (
    re.compile(r"whsec_[A-Za-z0-9+/=]{8,200}"),
    re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"),
    re.compile(r"\b(?:bearer|basic)\s{1,9}[A-Za-z0-9+/=._~\-]{12,500}", re.IGNORECASE),
    re.compile(r"[a-z][a-z0-9+.\-]{1,20}://[^\s/@:\"']{0,200}:[^\s/@\"']{1,200}@"),
    # A name alone is an account for files, and a token in the address of a service.
    re.compile(r"https?://[^\s/@\"']{1,200}@", re.IGNORECASE),
    re.compile(
        r"[?&][\w.\-]{0,40}(?:token|key|secret|signature|sig|auth|credential)"
        r"=[^\s&\"']{6,500}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:password|passwd|secret|api[-_ ]?key|access[-_ ]?token|authorization)"
        r"[\"']?\s{0,9}[:=]\s{0,9}[\"']?[^\s\"'&;,<>{}]{6,500}",
        re.IGNORECASE,
    ),
)
_SECRET_HEADER = re.compile(
    r"^\s{0,9}[\w\-]{0,60}(?:token|key|secret|signature|auth|password|cookie|credential)"
    r"[\w\-]{0,60}\s{0,9}:\s{0,9}\S",
    re.IGNORECASE | re.MULTILINE,
)


class BundleError(ValueError):
    """A file that cannot be taken; ``reason`` is one of the words below."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def get_digest(content: Any) -> str:
    """Hex SHA-256 of a JSON value, the same for equal values."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def seal_bundle(content: Mapping[str, Any], key: bytes | None = None) -> bytes:
    """The file for a setup: readable JSON with its hash, and signed where there is a
    key."""
    bundle = {"kind": KIND, "version": VERSION, **content}
    digest = get_digest(bundle)
    bundle["sha256"] = digest
    if key:
        bundle["signature"] = _sign(digest, key)
    return json.dumps(bundle, indent=1, sort_keys=True, ensure_ascii=False).encode()


def open_bundle(raw: bytes, key: bytes | None = None) -> dict[str, Any]:
    """What a file says, with its ``sha256``.

    Raises BundleError: ``too_large``, ``no_bundle`` (not a file of this kind),
    ``newer`` (written by a later version), ``tampered`` (changed since it was
    written), ``unsigned`` (a key is set here, and the file was not signed with it).
    """
    if len(raw) > MOST_BYTES:
        raise BundleError("too_large")
    try:
        bundle = json.loads(raw)
    except (ValueError, RecursionError):
        raise BundleError("no_bundle") from None
    if not isinstance(bundle, dict) or bundle.get("kind") != KIND:
        raise BundleError("no_bundle")
    version = bundle.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BundleError("no_bundle")
    if version > VERSION:
        raise BundleError("newer")
    sealed = {name: value for name, value in bundle.items() if name not in _OUTSIDE}
    digest = _digest_of_file(sealed)
    if not hmac.compare_digest(digest, str(bundle.get("sha256")).encode()):
        raise BundleError("tampered")
    signature = str(bundle.get("signature") or "").encode()
    if key and not hmac.compare_digest(_sign(digest.decode(), key).encode(), signature):
        raise BundleError("unsigned")
    if not _is_readable(bundle) or not _has_shape(bundle):
        raise BundleError("no_bundle")
    return bundle


def sign(content: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """A copy of a JSON object that says who could have written it."""
    return {**content, "signature": _sign(get_digest(content), key)}


def is_signed(content: Mapping[str, Any], key: bytes) -> bool:
    """Whether :func:`sign` made it with this key, and nobody changed it since."""
    unsigned = {name: value for name, value in content.items() if name != "signature"}
    try:
        wanted = _sign(get_digest(unsigned), key)
    except (ValueError, RecursionError):
        return False
    told = str(content.get("signature") or "")
    return hmac.compare_digest(wanted.encode(), told.encode())


def _is_readable(bundle: Mapping[str, Any]) -> bool:
    """Whether it is not too deep, and holds no text that no database takes."""
    left: list[tuple[Any, int]] = [(bundle, 0)]
    while left:
        node, level = left.pop()
        if isinstance(node, str) and "\x00" in node:
            return False
        if isinstance(node, (dict, list)):
            if level == MOST_LEVELS:
                return False
            inner = [*node, *node.values()] if isinstance(node, dict) else node
            left += [(one, level + 1) for one in inner]
    return True


def _has_shape(bundle: Mapping[str, Any]) -> bool:
    """Whether it is built as a setup; what stands in it is checked by its reader."""
    setup = bundle.get("setup")
    if not isinstance(setup, dict) or not isinstance(setup.get("connector"), dict):
        return False
    if not all(isinstance(bundle.get(name), str) for name in ("code", "name")):
        return False
    told = (bundle.get(name) for name in ("environment", "exported_by"))
    if not all(text is None or isinstance(text, str) for text in told):
        return False
    return all(
        isinstance(part, dict)
        or isinstance(part, list)
        and all(
            isinstance(row, dict) and isinstance(row.get("key", row.get("name")), str)
            for row in part
        )
        for part in setup.values()
    )


def find_secrets(node: Any, path: str = "") -> Iterator[str]:
    """The places, as ``connector.rest_headers``, where a secret seems to stand."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            place = f"{path}.{name}" if path else str(name)
            if isinstance(value, str) and value and _is_secret_by_name(name, value):
                yield place
            else:
                yield from find_secrets(value, place)
    elif isinstance(node, list):
        for number, value in enumerate(node, 1):
            yield from find_secrets(value, f"{path}[{number}]")
    elif isinstance(node, str) and any(known.search(node) for known in _SECRET_TEXTS):
        yield path


def _is_secret_by_name(name: str, value: str) -> bool:
    if name.endswith("_headers"):
        return bool(_SECRET_HEADER.search(value))
    return bool(_SECRET_NAME.search(name))


def _digest_of_file(sealed: Mapping[str, Any]) -> bytes:
    try:
        return get_digest(sealed).encode()
    except (ValueError, RecursionError):
        raise BundleError("no_bundle") from None


def _sign(digest: str, key: bytes) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()
