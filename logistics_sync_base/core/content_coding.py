# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Compressed bodies, unpacked within a bound whatever they claim to hold."""

from __future__ import annotations

import zlib

ACCEPTED = "gzip, identity"
_GZIP = 16 + zlib.MAX_WBITS


class CodingError(ValueError):
    """The body cannot be unpacked; ``code`` is unsupported, malformed or too_large."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def unpack(coding: str, body: bytes, limit: int) -> bytes:
    """The document within a body sent with this ``Content-Encoding``.

    Never makes more than ``limit`` bytes: a bomb of a few kilobytes is refused
    after that much. Raises CodingError.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise CodingError("unsupported", f"The coding “{coding[:40]}” is not accepted.")
    pieces: list[bytes] = []
    room = limit
    while body:
        unpacker = zlib.decompressobj(_GZIP)
        try:
            piece = unpacker.decompress(body, room + 1)
        except zlib.error as error:
            raise CodingError("malformed", "The body is not valid gzip.") from error
        room -= len(piece)
        if room < 0:
            raise CodingError("too_large", f"It unpacks to more than {limit} bytes.")
        if not unpacker.eof:
            raise CodingError("malformed", "The gzip body is cut off.")
        pieces.append(piece)
        # A gzip file may have several members, one after the other.
        body = unpacker.unused_data
    return b"".join(pieces)
