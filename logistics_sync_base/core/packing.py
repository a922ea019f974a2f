# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Old documents take less room: packed without loss, unpacked only when they match."""

from __future__ import annotations

import hashlib
import zlib

# Read once in years, if ever: time is spent on size.
_LEVEL = 9


class PackingError(Exception):
    """Stored bytes are not the document they are said to be; the text says why."""


def pack(body: bytes, digest: str) -> bytes:
    """The document in its packed form.

    ``digest`` is the SHA-256 (hexadecimal) written down when it came. Raises
    PackingError when the bytes are others by now: what is damaged is never packed away.
    """
    _check(body, digest)
    return zlib.compress(body, _LEVEL)


def unpack(packed: bytes, size: int, digest: str) -> bytes:
    """The document byte for byte; ``size`` is its length in bytes.

    No bytes at all are a document that was erased, and stay so. Raises PackingError
    for what is damaged, cut, longer than it was, or of another hash.
    """
    if not packed:
        return b""
    reader = zlib.decompressobj()
    try:
        # One byte more than it had: what grows beyond that is not read on.
        body = reader.decompress(packed, size + 1)
    except zlib.error as error:
        raise PackingError("The packed document is damaged.") from error
    if len(body) != size:
        raise PackingError(f"The packed document does not hold {size} bytes.")
    _check(body, digest)
    return body


def _check(body: bytes, digest: str) -> None:
    if hashlib.sha256(body).hexdigest() != digest:
        raise PackingError("The document does not match its hash (SHA-256).")
