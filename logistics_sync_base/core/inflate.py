# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Undo the compression of an HTTP body without ever holding more than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

# 16 tells zlib to expect the wrapper of gzip.
_GZIP = 16 + zlib.MAX_WBITS
ACCEPTED = "gzip, deflate"


class InflateError(ValueError):
    """A body that is not compressed as it says, or in a way we do not read."""


class TooLargeError(ValueError):
    """A body that is larger than the limit, as sent or unpacked."""


def join(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The unpacked body of at most ``limit`` bytes that arrives in ``chunks``.

    ``encoding`` is the Content-Encoding header (one of gzip, deflate, identity).
    Raises InflateError or TooLargeError, the latter before the memory is used.
    """
    encoding = encoding.strip().lower() or "identity"
    if encoding == "identity":
        return _join_plain(chunks, limit)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise InflateError(f"content encoding {encoding[:40]!r} is not supported")
    try:
        return _join_packed(chunks, encoding, limit)
    except zlib.error as error:
        raise InflateError(f"the body is not valid {encoding}: {error}")


def _join_plain(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLargeError(f"more than {limit} bytes")
    return bytes(body)


def _join_packed(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    body = bytearray()
    inflater = None
    for chunk in chunks:
        if inflater is None and chunk:
            inflater = _make_inflater(encoding, chunk)
        while chunk and inflater and not inflater.eof:
            body += inflater.decompress(chunk, limit - len(body) + 1)
            if len(body) > limit:
                raise TooLargeError(f"more than {limit} bytes when unpacked")
            chunk = inflater.unconsumed_tail
    if inflater and not inflater.eof:
        raise InflateError(f"the {encoding} body ends too early")
    return bytes(body)


def _make_inflater(encoding: str, chunk: bytes) -> zlib._Decompress:
    """Some servers send deflate without the zlib wrapper the standard asks for."""
    if encoding != "deflate":
        return zlib.decompressobj(_GZIP)
    is_wrapped = chunk[0] & 0x0F == 8
    return zlib.decompressobj(zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS)
