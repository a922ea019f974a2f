# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Spread the quantities of a notice over the open lines of an order."""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One movement that still takes goods of one product."""

    key: int
    product: int
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One item of a notice."""

    product: int
    quantity: Decimal
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Shortage:
    """More was announced than is open."""

    product: int
    wanted: Decimal
    open: Decimal


def allocate(
    items: Iterable[Wanted],
    lines: Sequence[OpenLine],
    remaining: MutableMapping[int, Decimal],
) -> dict[int, Decimal] | Shortage:
    """{line key: quantity}, or the first shortage; ``remaining`` only on success.

    Items that name an order line take from it first; the rest takes in line order.
    """
    left = dict(remaining)
    taken: dict[int, Decimal] = {}
    for item in items:
        fitting = [line for line in lines if line.product == item.product]
        fitting.sort(key=lambda line: line.line != item.line if item.line else False)
        missing = item.quantity
        for line in fitting:
            part = min(missing, left.get(line.key, Decimal(0)))
            if part <= 0:
                continue
            left[line.key] -= part
            taken[line.key] = taken.get(line.key, Decimal(0)) + part
            missing -= part
        if missing > 0:
            return Shortage(item.product, item.quantity, item.quantity - missing)
    remaining.update(left)
    return taken
