# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write a ship notice (set 856) from a notice tree."""

from __future__ import annotations

from typing import Any

from .reader import Segment
from .segments_856 import CITY, FORMS, PARTY, STREET, segment_of

# LIN goes before, MAN between REF and DTM of the other segments.
_BEFORE_MARKS = ("SN1", "PRF", "PO4", "PID", "TD1", "TD5", "TD3", "REF")
_AFTER_MARKS = ("DTM", "FOB")


def build_856(notice: dict[str, Any]) -> list[Segment]:
    """The segments of a notice, without ST and SE.

    Reading them gives the same notice again (see :func:`.parse_856`). Levels are
    numbered in the order of the tree.
    """
    segments: list[Segment] = [
        [
            "BSN",
            notice.get("purpose", ""),
            notice.get("number", ""),
            notice.get("date", ""),
            notice.get("time", ""),
            notice.get("structure", ""),
        ]
    ]
    count = 0
    # A stack instead of recursion: a partner decides how deep the tree is.
    stack: list[tuple[dict[str, Any], str]] = [
        (level, "") for level in reversed(notice.get("levels", []))
    ]
    while stack:
        level, parent = stack.pop()
        count += 1
        children = level.get("children", [])
        has_children = "1" if children else "0"
        segments.append(["HL", str(count), parent, level["level"], has_children])
        segments += _details(level)
        stack += [(child, str(count)) for child in reversed(children)]
    segments.append(["CTT", str(count)])
    return segments


def _details(level: dict[str, Any]) -> list[Segment]:
    segments: list[Segment] = []
    if "ids" in level:
        pairs = [part for pair in level["ids"] for part in pair]
        segments.append(["LIN", level.get("line", ""), *pairs])
    for name in _BEFORE_MARKS:
        segments += _of_form(name, level)
    for qualifier, mark in level.get("marks", []):
        segments.append(["MAN", qualifier, mark])
    for name in _AFTER_MARKS:
        segments += _of_form(name, level)
    for party in level.get("parties", []):
        segments.append(segment_of("N1", party, PARTY))
        for name, elements in (("N3", STREET), ("N4", CITY)):
            if any(key in party for key in elements):
                segments.append(segment_of(name, party, elements))
    return segments


def _of_form(name: str, level: dict[str, Any]) -> list[Segment]:
    form = FORMS[name]
    values = level.get(form.key)
    if not values:
        return []
    rows = values if form.many else [values]
    return [segment_of(name, row, form.elements) for row in rows]
