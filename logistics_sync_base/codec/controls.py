# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a batch says of itself, compared with what it holds, before anything posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from ..core.declared import Declared
from ..core.problem import value_class
from .paths import ExpressionError, compile_path
from .values import ValueFault, decimal_text


class TotalMismatchError(ValueError):
    """Count, total or control number of a batch differ from its content."""


class IncompleteFileError(ValueError):
    """The batch ends before its trailer, or without what it must say of itself."""


@dataclass(frozen=True, slots=True)
class BatchControls:
    """JMESPaths of a JSON or XML batch, each optional.

    ``count`` and ``total`` are what the batch says; ``items`` is its list (the whole
    document when that is a list), ``amount`` the money of one item.
    """

    count: str = ""
    total: str = ""
    items: str = ""
    amount: str = ""
    decimal_comma: bool = False


def check_batch(controls: BatchControls, document: Any) -> None:
    """Raises TotalMismatchError or IncompleteFileError, with expected and found."""
    for control in declared_in_batch(controls, document):
        what = "total" if control.kind == "amount" else "count"
        compare(what, control.said, control.found, control.place)


def declared_in_batch(controls: BatchControls, document: Any) -> Iterator[Declared]:
    """What the batch says and what it holds. Raises like :func:`check_batch`."""
    if not controls.count and not controls.total:
        return
    items = _find(controls.items, document) if controls.items else document
    items = items if isinstance(items, list) else [items]
    items = [item for item in items if item is not None]
    if controls.count:
        expected = _expected(controls.count, document, controls.decimal_comma)
        yield Declared("count", controls.count, expected, Decimal(len(items)))
    if controls.total:
        expected = _expected(controls.total, document, controls.decimal_comma)
        amounts = (
            (_find(controls.amount, item), f"item {place}")
            for place, item in enumerate(items, start=1)
        )
        found = add_up(amounts, controls.decimal_comma)
        yield Declared("amount", controls.total, expected, found)


def compare(what: str, expected: Decimal | None, found: Decimal, place: str) -> None:
    """Raises TotalMismatchError unless both are the same number."""
    if expected != found:
        said = "nothing" if expected is None else f"{expected:f}"
        raise TotalMismatchError(
            f"The {what} does not agree: {place} says {said}, the content "
            f"has {found:f}. Nothing was applied; ask the partner for a correct "
            "document."
        )


def add_up(amounts: Iterable[tuple[Any, str]], decimal_comma: bool = False) -> Decimal:
    """The sum of (value, place); what is no number cannot be added and is told."""
    total = Decimal(0)
    with localcontext() as context:
        # The default 28 digits would round what 30 of a value allow.
        context.prec = 80
        for value, place in amounts:
            total += number(value, place, decimal_comma)
    return total


def number(value: Any, place: str, decimal_comma: bool = False) -> Decimal:
    """A value as Decimal, nothing as zero. Raises TotalMismatchError."""
    try:
        text = decimal_text(value, decimal_comma)
    except ValueFault as fault:
        raise TotalMismatchError(
            f"The total cannot be checked: the amount of {place} is "
            f"{value_class(value)}, not a number. Nothing was applied."
        ) from fault
    return Decimal(text) if text else Decimal(0)


def _expected(expression: str, document: Any, decimal_comma: bool) -> Decimal:
    value = _find(expression, document)
    if value is None or value == "":
        raise IncompleteFileError(
            f"The document does not say {expression}, which it must before its content "
            "counts. Nothing was applied; ask the partner for the complete document."
        )
    return number(value, expression, decimal_comma)


def _find(expression: str, document: Any) -> Any:
    try:
        return compile_path(expression)(document)
    except ExpressionError as error:
        raise TotalMismatchError(
            f"The control {expression} cannot be read: {error}. Nothing was applied."
        ) from error
