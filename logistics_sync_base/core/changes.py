# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is different between two documents, in a form a person can read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

# More than this nobody reads; the rest is counted.
MOST_CHANGES = 50
MOST_LINES = 200


@dataclass(frozen=True)
class Change:
    """One place where two documents differ; None where it is not in one of them."""

    path: str
    old: Any
    new: Any


def find_changes(old: Any, new: Any) -> list[Change]:
    """The leaves of two JSON values that differ, in the order of their paths.

    A path is written as ``references.order`` or ``items[2].quantity``; the root is
    the empty text. ``1`` and ``true`` are different values, ``1`` and ``1.0`` are not.
    """
    before, after = dict(_leaves("", old)), dict(_leaves("", new))
    return [
        Change(path, before.get(path), after.get(path))
        for path in dict.fromkeys([*before, *after])
        if path not in before
        or path not in after
        or not _is_same(before[path], after[path])
    ]


def compare_lines(old: str, new: str, most: int = MOST_LINES) -> list[str]:
    """Lines that went (``-``) and came (``+``) with two lines around them."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    # The first two name the files, which these are not.
    lines = [line for number, line in enumerate(found) if number > 1]
    return lines[:most]


def _is_same(old: Any, new: Any) -> bool:
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _leaves(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        pairs = [(f"{path}.{key}" if path else key, value[key]) for key in value]
    elif isinstance(value, list) and value:
        pairs = [(f"{path}[{place}]", item) for place, item in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for key, item in pairs for leaf in _leaves(key, item)]
