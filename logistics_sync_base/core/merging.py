# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One document out of the parts that several systems contribute to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What lines of a list are recognized by, in this order.
_LINE_KEYS = ("line", "sku", "code", "name")
_SAYS_NOTHING = (None, "", [], {})


def merge(lead: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of ``lead`` with what ``part`` adds; neither is changed.

    What the lead tells stands. Objects are merged field by field, lists line by line
    where lines have a number or a code of their own; other lists are taken whole when
    the lead has none. Merging the same part again changes nothing.
    """
    merged = dict(lead)
    for key, value in part.items():
        if value in _SAYS_NOTHING:
            merged.setdefault(key, value)
        else:
            merged[key] = _merge_value(merged.get(key), value)
    return merged


def _merge_value(ours: Any, theirs: Any) -> Any:
    if ours in _SAYS_NOTHING:
        return theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return merge(ours, theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _merge_lines(ours, theirs)
    return ours


def _merge_lines(ours: list[Any], theirs: list[Any]) -> list[Any]:
    for name in _LINE_KEYS:
        if _are_told_by(ours, name) and _are_told_by(theirs, name):
            break
    else:
        return ours
    known = {str(line[name]): line for line in theirs}
    merged = [merge(line, known.pop(str(line[name]), {})) for line in ours]
    return merged + list(known.values())


def _are_told_by(lines: list[Any], name: str) -> bool:
    """Whether each line has its own value of ``name``."""
    values = [
        str(line[name])
        for line in lines
        if isinstance(line, Mapping) and line.get(name) not in _SAYS_NOTHING
    ]
    return len(values) == len(lines) == len(set(values))
