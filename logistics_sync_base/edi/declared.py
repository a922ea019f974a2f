# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an X12 interchange says of its own content: IEA01, GE01, SE01 and CTT01.

Hash totals (CTT02) are left alone: what partners add up for them differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..core.declared import Declared
from .reader import Interchange
from .structure import Transaction

# The segment CTT01 counts, by transaction set (X12 004010 and 005010).
_COUNTED = {
    "810": "IT1",
    "850": "PO1",
    "855": "PO1",
    "856": "HL",
    "860": "POC",
    "865": "POC",
}


def declared_in_x12(interchange: Interchange) -> Iterator[Declared]:
    """Each count of the interchange; None was said where a trailer is missing."""
    said = _number(interchange.iea, 1)
    yield Declared("groups", "IEA01", said, Decimal(len(interchange.groups)))
    for group in interchange.groups:
        found = Decimal(len(group.transactions))
        yield Declared("messages", "GE01", _number(group.ge, 1), found, group.control)
        for transaction in group.transactions:
            yield from _of_transaction(transaction)


def _of_transaction(transaction: Transaction) -> Iterator[Declared]:
    segments, control = transaction.segments, transaction.control
    said = _number(transaction.trailer, 1)
    yield Declared("segments", "SE01", said, Decimal(len(segments)), control)
    counted = _COUNTED.get(transaction.set_id)
    total = next((one for one in segments if one[0] == "CTT"), None)
    if counted and total:
        found = Decimal(sum(segment[0] == counted for segment in segments))
        yield Declared("lines", "CTT01", _number(total, 1), found, control)


def _number(segment: list[str] | None, place: int) -> Decimal | None:
    """An element as a whole number; None where it is no number or not there."""
    text = segment[place].strip() if segment and place < len(segment) else ""
    return Decimal(text) if text.isascii() and text.isdigit() else None
