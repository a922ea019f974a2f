# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Simple questions to a JSON document, as an administrator writes them in a row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from ..codec.paths import compile_path


def holds(document: Any, path: str, operator: str, wanted: str = "") -> bool:
    """Whether the value at ``path`` (JMESPath) answers the question with yes.

    ``operator`` is a key of ``OPERATORS``; ``wanted`` the value to compare with, for
    ``one_of`` and ``none_of`` several of them separated by commas. Numbers compare as
    numbers, texts without regard to case. A value that is not there is neither equal
    to anything nor different from it: only ``is_not_set`` is true of it. Raises
    ExpressionError for a path that is no JMESPath or fails on this document, and
    ValueError for an operator that is not known.
    """
    if operator not in OPERATORS:
        raise ValueError(f"There is no operator {operator!r}.")
    value = compile_path(path)(document)
    is_set = value not in (None, "", [], {})
    if operator in ("is_set", "is_not_set"):
        return is_set == (operator == "is_set")
    return is_set and OPERATORS[operator](value, wanted or "")


def _is_equal(value: Any, wanted: str) -> bool:
    number, other = _number(value), _number(wanted)
    if number is not None and other is not None:
        return number == other
    return _text(value) == _text(wanted)


def _is_one_of(value: Any, wanted: str) -> bool:
    return any(_is_equal(value, part) for part in wanted.split(",") if part.strip())


def _has(value: Any, wanted: str) -> bool:
    if isinstance(value, list):
        return any(_is_equal(item, wanted) for item in value)
    return _text(wanted) in _text(value)


def _compare(order: Callable[[Any, Any], bool]) -> Callable[[Any, str], bool]:
    def compare(value: Any, wanted: str) -> bool:
        number, other = _number(value), _number(wanted)
        if number is None or other is None:
            # Dates of ISO 8601 are in the order of their texts.
            return order(_text(value), _text(wanted))
        return order(number, other)

    return compare


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split()).casefold()


OPERATORS: dict[str, Callable[[Any, str], bool]] = {
    "equals": _is_equal,
    "differs": lambda value, wanted: not _is_equal(value, wanted),
    "one_of": _is_one_of,
    "none_of": lambda value, wanted: not _is_one_of(value, wanted),
    "contains": _has,
    "above": _compare(lambda value, wanted: value > wanted),
    "below": _compare(lambda value, wanted: value < wanted),
    "is_set": lambda value, wanted: True,
    "is_not_set": lambda value, wanted: False,
}
