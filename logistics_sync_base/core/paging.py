# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes next in a list that arrives in pages, and what is in a page."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

# RFC 8288; every repetition is bounded.
_LINK = re.compile(r"<([^<>]{0,4000})>([^<>]{0,1000})")
_NEXT = re.compile(r";\s{0,9}rel\s{0,9}=\s{0,9}\"?([^\";,]{0,100})", re.IGNORECASE)


class PathError(ValueError):
    """An expression is not valid, or finds something else than is needed."""


def find(expression: str, document: Any) -> Any:
    """What a JMESPath expression finds; raises PathError when it is not valid."""
    try:
        return jmespath.search(expression, document)
    except JMESPathError as error:
        raise PathError(f"The expression “{expression}” is not valid: {error}")


def find_text(expression: str, document: Any) -> str | None:
    """A text or number as text, None for nothing; raises PathError for the rest."""
    value = find(expression, document)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        kind = type(value).__name__
        raise PathError(f"The expression “{expression}” finds a {kind}, not a text.")
    return str(value)


def get_items(expression: str, document: Any) -> list[Any]:
    """The items of a page; a page without the list is a fault, an empty list is not."""
    items = find(expression, document)
    if not isinstance(items, list):
        raise PathError(f"The expression “{expression}” finds no list in the answer.")
    return items


def find_ours(items: list[Any], path: str, wanted: Collection[str]) -> Any:
    """The first item that names one of these at ``path``; None when all name others.

    Raises PathError for an item that names nothing there: it may be anybody's, so that
    nobody can tell from such a list that ours is not in it.
    """
    nameless = False
    for item in items:
        named = find_text(path, item)
        if named in wanted:
            return item
        nameless |= named is None
    if nameless:
        raise PathError(
            f"The expression “{path}” finds nothing in an item of the list."
        )
    return None


def get_next_link(header: str) -> str | None:
    """The URL with ``rel="next"`` of a Link header, or None."""
    for match in _LINK.finditer(header):
        relation = _NEXT.search(match[2])
        if relation and "next" in relation[1].lower().split():
            return match[1].strip()
    return None
