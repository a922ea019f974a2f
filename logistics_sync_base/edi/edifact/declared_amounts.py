# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an INVOIC says its lines come to (MOA 79), beside what they bill (MOA 203).

Source: code list 5025 of the UN/EDIFACT directories. Sums of charges and taxes (77, 86)
are left alone: what partners count among these differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from ...core.declared import Declared, UncomparableError
from ..definition import Field
from ..element_values import ValueFault, from_wire
from .structure import Message, Segment, value

LINES_TOTAL, LINE = "79", "203"


def amounts_in_edifact(message: Message, decimal_mark: str) -> Iterator[Declared]:
    """The total of the lines in each currency it is told in; silent without one.

    Raises UncomparableError where a line tells no amount, or none that is a number.
    """
    if message.set_id != "INVOIC":
        return
    said = [
        one
        for one in _summary(message)
        if _is_amount(one) and _kind(one) == LINES_TOTAL
    ]
    if not said:
        return
    lines = _read_lines(message, decimal_mark)
    default = _currency(message, said[0])
    found: dict[str, Decimal] = {}
    with localcontext() as context:
        context.prec = 80
        for currency, amount in lines:
            name = currency or default
            found[name] = found.get(name, Decimal(0)) + amount
    for segment in said:
        currency = value(segment, 1, 3) or default
        # A total in a second currency that no line is in is told for information.
        if currency in found or currency == default:
            amount = _read(segment, decimal_mark)
            place = f"MOA 79 {currency}".strip()
            total = found.pop(currency, Decimal(0))
            yield Declared("amount", place, amount, total, message.control)
    for currency, total in found.items():
        place = f"MOA 79 {currency}".strip()
        yield Declared("amount", place, None, total, message.control)


def _summary(message: Message) -> list[Segment]:
    names = [segment[0] for segment in message.segments]
    return message.segments[names.index("UNS") :] if "UNS" in names else []


def _currency(message: Message, total: Segment) -> str:
    """Of amounts without one of their own: that of the total, or of the invoice."""
    told = value(total, 1, 3)
    heads = (value(one, 1, 2) for one in message.segments if one[0] == "CUX")
    return told or next(heads, "")


def _read_lines(message: Message, decimal_mark: str) -> list[tuple[str, Decimal]]:
    """[(currency or nothing, amount)] of all lines; each has to tell one."""
    amounts: list[tuple[str, Decimal]] = []
    line, told = "", True
    for segment in message.segments:
        if segment[0] in ("LIN", "UNS"):
            if not told:
                raise UncomparableError(f"Line {line} tells no amount (MOA 203).")
            line, told = value(segment, 1), segment[0] == "UNS"
        elif _is_amount(segment) and _kind(segment) == LINE and not told:
            amounts.append((value(segment, 1, 3), _read(segment, decimal_mark)))
            # Of one line in two currencies the first is the invoice's own.
            told = True
    return amounts


def _is_amount(segment: Segment) -> bool:
    return segment[0] == "MOA"


def _kind(segment: Segment) -> str:
    return value(segment, 1, 1)


def _read(segment: Segment, decimal_mark: str) -> Decimal:
    text = value(segment, 1, 2)
    if not text:
        raise UncomparableError(f"MOA {_kind(segment)} is empty.")
    try:
        return Decimal(from_wire(Field("MOA", 1, type="decimal"), text, decimal_mark))
    except ValueFault as error:
        raise UncomparableError(
            f"MOA {_kind(segment)} cannot be added up: {error}"
        ) from error
