# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cut a file of several interchanges apart without changing a byte."""

from __future__ import annotations

from .reader import Interchange, find_end, read
from .syntax import read_advice


def split(data: bytes) -> list[tuple[bytes, Interchange]]:
    """Each interchange of a file with its bytes as they came.

    The pieces joined are the file. Raises EdifactError like :func:`.reader.read`.
    """
    interchanges = read(data)
    if len(interchanges) == 1:
        return [(data, interchanges[0])]
    # One character a byte: places in the text are places in the file. The marks of the
    # syntax are plain ASCII in every character set EDIFACT knows.
    text = data.decode("latin-1")
    edges = [0]
    place = text.index("UN")
    for _interchange in interchanges[:-1]:
        characters, place = read_advice(text, place)
        end, _whole = find_end(text, place, characters)
        place = text.index("UN", end)
        edges.append(place)
    edges.append(len(data))
    return [
        (data[begin:end], item)
        for begin, end, item in zip(edges[:-1], edges[1:], interchanges, strict=True)
    ]
