# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Take a file with interchanges of several partners apart, byte for byte."""

from __future__ import annotations

from bisect import bisect_left

from .reader import Interchange, read


def split(data: bytes) -> list[tuple[bytes, Interchange]]:
    """Each interchange of a file with its bytes as they came.

    The pieces joined are the file. Raises X12Error like :func:`.reader.read`.
    """
    interchanges = read(data)
    if len(interchanges) == 1:
        return [(data, interchanges[0])]
    text, encoding = _decode(data)
    shift = 1 if text.startswith("\ufeff") else 0
    breaks = _line_breaks(text[shift:])
    starts = [
        shift + item.start + bisect_left(breaks, item.start)
        for item in interchanges[1:]
    ]
    edges = [0, *starts, len(text)]
    return [
        (text[begin:end].encode(encoding), item)
        for begin, end, item in zip(edges[:-1], edges[1:], interchanges, strict=True)
    ]


def _decode(data: bytes) -> tuple[str, str]:
    """The text as the reader decodes it, with its line ends as they are."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be"
        return data.decode(encoding, "replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _line_breaks(text: str) -> list[int]:
    """Places, in the text with plain line ends, of what was two characters."""
    places: list[int] = []
    place = text.find("\r\n")
    while place >= 0:
        places.append(place - len(places))
        place = text.find("\r\n", place + 2)
    return places
