# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is done with a value before it is read: parts of it, several joined, a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .paths import compile_path
from .values import ValueFault, text

SHAPE_OPTIONS = frozenset(
    (
        "join",
        "separator",
        "part_start",
        "part_length",
        "strip_left",
        "lookup",
        "lookup_keep",
        "prefix",
        "suffix",
    )
)
Shape = Callable[[Any, Any], Any]


def build_shape(options: Mapping[str, Any]) -> Shape | None:
    """The function (value, place it was read from) -> value; None for nothing to do.

    Options, in the order they act: ``join`` (more expressions) with ``separator``;
    ``part_start`` (from 1) and ``part_length``; ``strip_left`` (characters);
    ``lookup`` ({partner's: ours}; what is not in it is refused, or kept with
    ``lookup_keep``); ``prefix``, ``suffix``. ValueError for options that cannot work.
    """
    if not SHAPE_OPTIONS & options.keys():
        return None
    steps = [
        step
        for step in (_part(options), _strip(options), _table(options), _affix(options))
        if step is not None
    ]
    join = _join(options)

    def shape(value: Any, place: Any) -> Any:
        result = join(value, place) if join else text(value)
        for step in steps:
            if result is None:
                return None
            result = step(result)
        return result or None

    return shape


def _join(options: Mapping[str, Any]) -> Callable[[Any, Any], str | None] | None:
    expressions = options.get("join") or []
    if not isinstance(expressions, list):
        raise ValueError("join is a list of expressions")
    getters = [compile_path(expression) for expression in expressions]
    separator = str(options.get("separator", " "))
    if not getters:
        return None

    def join(value: Any, place: Any) -> str | None:
        parts = [text(value), *(text(get(place)) for get in getters)]
        return separator.join(part for part in parts if part) or None

    return join


def _part(options: Mapping[str, Any]) -> Callable[[str], str] | None:
    start = int(options.get("part_start") or 1) - 1
    length = int(options.get("part_length") or 0)
    if start < 0 or length < 0:
        raise ValueError("a part starts at 1 and has a length above zero")
    if not start and not length:
        return None
    end = start + length if length else None
    return lambda value: value[start:end].strip()


def _strip(options: Mapping[str, Any]) -> Callable[[str], str] | None:
    characters = str(options.get("strip_left") or "")
    return (lambda value: value.lstrip(characters)) if characters else None


def _table(options: Mapping[str, Any]) -> Callable[[str], str] | None:
    table = options.get("lookup")
    if not table:
        return None
    if not isinstance(table, Mapping):
        raise ValueError("lookup is a table of words and their meaning")
    keep = bool(options.get("lookup_keep"))

    def look_up(value: str) -> str:
        if value in table:
            return str(table[value])
        if keep:
            return value
        raise ValueFault(
            "The value is not in the rule's table.",
            "Add it to the table, or ask the partner what it means.",
        )

    return look_up


def _affix(options: Mapping[str, Any]) -> Callable[[str], str] | None:
    prefix = str(options.get("prefix") or "")
    suffix = str(options.get("suffix") or "")
    if not prefix and not suffix:
        return None
    return lambda value: f"{prefix}{value}{suffix}"
