# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading signatures and times from headers, whatever somebody writes into them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from .headers import header
from .signing import MAX_SIGNATURES, BadTimestamp, MissingHeader, ReplayWindow

# A year in which seconds have ten digits and milliseconds thirteen.
_MILLISECONDS_FROM = 100_000_000_000


def parts(text: str) -> dict[str, list[str]]:
    """{name: values} of a header such as ``t=17,v1=ab,v1=cd``."""
    found: dict[str, list[str]] = {}
    for pair in text.split(",")[: MAX_SIGNATURES + 1]:
        name, _equals, value = pair.strip().partition("=")
        found.setdefault(name, []).append(value)
    return found


def decode_all(offered: Iterable[str], prefix: str, encoding: str) -> list[bytes]:
    """The signatures that can be read; none of them is a mismatch, not a crash."""
    signatures = []
    for text in list(offered)[:MAX_SIGNATURES]:
        encoded = text.strip()
        if prefix:
            if not encoded.lower().startswith(prefix.lower()):
                continue
            encoded = encoded[len(prefix) :]
        try:
            signatures.append(_decode(encoded, encoding))
        except (ValueError, binascii.Error):
            continue
    return signatures


def _decode(text: str, encoding: str) -> bytes:
    if encoding == "hex":
        return binascii.unhexlify(text.encode("ascii"))
    return base64.b64decode(text.encode("ascii"), validate=True)


def required(headers: Mapping[str, str], name: str) -> str:
    """Value of a header that has to be there; raises MissingHeader."""
    value = header(headers, name.lower())
    if not value:
        raise MissingHeader(f"The header {name} is missing.")
    return value


def check_window(text: str, now: float, tolerance: int) -> None:
    """Raise BadTimestamp or ReplayWindow unless the time is near ``now``."""
    seconds = to_seconds(text)
    if seconds is None:
        raise BadTimestamp("The time of the signature cannot be read.")
    if abs(now - seconds) > tolerance:
        raise ReplayWindow(
            f"The time of the signature is {abs(now - seconds):.0f} seconds off; "
            f"at most {tolerance} are allowed."
        )


def to_seconds(text: str) -> int | None:
    """Unix seconds of epoch seconds, epoch milliseconds or an ISO 8601 time."""
    if not text.isascii() or len(text) > 40:
        return None
    if text.isdigit() and len(text) <= 15:
        number = int(text)
        return number // 1000 if number >= _MILLISECONDS_FROM else number
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Partners that leave the offset out mean UTC in every profile we know.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return int(moment.timestamp())
    except (OverflowError, ValueError):
        return None
