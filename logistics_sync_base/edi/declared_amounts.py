# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What X12 invoices say they come to, beside what they bill: TDS01 and L305.

Sources: X12 004010 and 005010, sets 810 (TDS01 is the total before terms discount:
lines plus charges and taxes, less allowances) and 210 (L305 is the sum of the L104).
Partners fill these less alike than they count: who compares them asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext

from ..core.declared import Declared, UncomparableError
from .definition import Field
from .element_values import ValueFault, from_wire
from .structure import Transaction

CENT = Decimal("0.01")
# So many units one price is for (element 639).
_PRICE_FOR = {"": 1, "PE": 1, "HP": 100, "TP": 1000}
# What a charge does to the total (element 248), and a tax (element 662).
_CHARGES = {"A": -1, "C": 1, "N": 0}
_TAXES = {"": 1, "A": 1, "O": 0}


def amounts_in_x12(transaction: Transaction) -> Iterator[Declared]:
    """The total of an 810 or 210 beside the sum of its parts, others say none.

    Raises UncomparableError where a part tells no amount, or none that is a number.
    """
    segments = transaction.segments
    if transaction.set_id == "810":
        said = next((one for one in segments if one[0] == "TDS"), None)
        parts = (_amount_of_line(one) for one in segments)
        yield _declare("TDS01", said, 1, _add_up(parts), transaction)
    elif transaction.set_id == "210":
        said = next((one for one in segments if one[0] == "L3"), None)
        if said and _text(said, 5):
            charges = (_number(one, 4, "n2") for one in segments if one[0] == "L1")
            yield _declare("L305", said, 5, _add_up(charges), transaction)


def _declare(
    place: str,
    said: list[str] | None,
    element: int,
    found: Decimal,
    transaction: Transaction,
) -> Declared:
    currency = next(
        (_text(one, 2) for one in transaction.segments if one[0] == "CUR"), ""
    )
    # Sums of several invoices are shown together: only those in one currency may be.
    place = f"{place} {currency}".strip()
    told = _number(said, element, "n2") if said else None
    return Declared("amount", place, told, found, transaction.control)


def _amount_of_line(segment: list[str]) -> Decimal:
    if segment[0] == "IT1":
        basis = _text(segment, 5)
        if basis not in _PRICE_FOR:
            raise UncomparableError(
                f"The price basis {basis[:10]!r} (IT105) is unknown."
            )
        quantity, price = _number(segment, 2), _number(segment, 4)
        with localcontext() as context:
            context.prec = 80
            exact = quantity * price / _PRICE_FOR[basis]
            return exact.quantize(CENT, ROUND_HALF_UP)
    if segment[0] == "SAC":
        return _signed(segment, 1, _CHARGES, 5, "n2")
    if segment[0] == "TXI":
        return _signed(segment, 7, _TAXES, 2)
    if segment[0] == "ITA":
        raise UncomparableError("Charges told by ITA are not added up here.")
    return Decimal(0)


def _signed(
    segment: list[str],
    mark: int,
    signs: dict[str, int],
    place: int,
    kind: str = "decimal",
) -> Decimal:
    code = _text(segment, mark)
    if code not in signs:
        raise UncomparableError(
            f"What {segment[0]}{mark:02} {code[:10]!r} does to the total is unknown."
        )
    return signs[code] * _number(segment, place, kind) if signs[code] else Decimal(0)


def _add_up(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext() as context:
        context.prec = 80
        return sum(amounts, Decimal(0))


def _number(segment: list[str], place: int, kind: str = "decimal") -> Decimal:
    text = _text(segment, place)
    name = f"{segment[0]}{place:02}"
    if not text:
        raise UncomparableError(f"{name} is empty, so that nothing can be added up.")
    try:
        return Decimal(from_wire(Field(name, place, type=kind), text))
    except ValueFault as error:
        raise UncomparableError(f"{name} cannot be added up: {error}") from error


def _text(segment: list[str], place: int) -> str:
    value = segment[place] if place < len(segment) else ""
    return value.strip() if isinstance(value, str) else ""
