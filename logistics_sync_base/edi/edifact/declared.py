# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an EDIFACT interchange says of its own content: UNZ, UNE, UNT and CNT."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...core.declared import Declared
from .reader import Interchange
from .structure import Message, Segment, value

# Qualifier of CNT that counts the line items of a message (code list 6069).
_LINE_ITEMS = "2"
# Transport messages count goods items or consignments, which are no LIN.
_WITHOUT_LIN = ("IFT", "IFC")


def declared_in_edifact(interchange: Interchange) -> Iterator[Declared]:
    """Each count of the interchange; None was said where a trailer is missing."""
    groups = [group for group in interchange.groups if group.ung]
    messages = [message for group in interchange.groups for message in group.messages]
    found = Decimal(len(groups) if groups else len(messages))
    kind = "groups" if groups else "messages"
    yield Declared(kind, "UNZ 0036", _number(value(interchange.unz, 1)), found)
    for group in groups:
        said = _number(value(group.une, 1))
        count = Decimal(len(group.messages))
        yield Declared("messages", "UNE 0060", said, count, value(group.ung, 5))
    for message in messages:
        yield from _of_message(message)


def _of_message(message: Message) -> Iterator[Declared]:
    said = _number(value(message.trailer, 1))
    count = Decimal(len(message.segments))
    yield Declared("segments", "UNT 0074", said, count, message.control)
    for segment in message.segments:
        if message.set_id.startswith(_WITHOUT_LIN):
            continue
        if segment[0] == "CNT" and value(segment, 1) == _LINE_ITEMS:
            found = Decimal(sum(_is_line(one) for one in message.segments))
            told = _number(value(segment, 1, 2))
            yield Declared("lines", "CNT 2", told, found, message.control)


def _is_line(segment: Segment) -> bool:
    return segment[0] == "LIN"


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text.isascii() and text.isdigit() else None
