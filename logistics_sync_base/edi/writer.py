# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write X12 interchanges. Control numbers and the time are given by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .delimiters import Delimiters
from .errors import X12Error

# Longest values of ISA06/ISA08 and GS02/GS03 in the standard.
_ID_LENGTH = 15
_MAX_CONTROL = 999_999_999


@dataclass(frozen=True, slots=True)
class Party:
    """Sender or receiver: ISA qualifier and id, and the id used in the GS."""

    qualifier: str
    id: str
    application_id: str = ""

    def __post_init__(self) -> None:
        if len(self.qualifier) != 2 or not 1 <= len(self.id.strip()) <= _ID_LENGTH:
            raise X12Error(
                "party",
                f"The party {self.qualifier!r} {self.id!r} is no ISA address.",
                "Give a qualifier of 2 and an id of 1 to 15 characters.",
            )


@dataclass(frozen=True, slots=True)
class Envelope:
    """How interchanges to one partner look; ``version`` is the GS08, as 004010."""

    sender: Party
    receiver: Party
    version: str = "004010"
    usage: str = "P"
    delimiters: Delimiters = field(default_factory=Delimiters)
    newline: bool = True

    def __post_init__(self) -> None:
        if self.usage not in ("P", "T", "I"):
            raise X12Error(
                "usage",
                "ISA15 is P, T or I.",
                "Set production or test on the connector.",
            )


@dataclass(frozen=True, slots=True)
class OutboundTransaction:
    """One transaction to send: segments without ST and SE.

    A composite element is the list of its components.
    """

    set_id: str
    control: str
    segments: Sequence[Sequence[str | Sequence[str]]]
    implementation: str = ""


def write_interchange(
    envelope: Envelope,
    functional_id: str,
    transactions: Iterable[OutboundTransaction],
    *,
    interchange_control: int,
    group_control: int,
    at: datetime,
    on_delimiter: str = "error",
) -> str:
    """One interchange with one group.

    ``at`` is the time of writing as it shall appear. A value that holds a delimiter
    raises X12Error, or has it replaced by a space with ``on_delimiter="space"``.
    Trailing empty elements are left out.
    """
    _check_controls(interchange_control, group_control)
    writer = _Writer(envelope.delimiters, on_delimiter)
    writer.raw(_isa(envelope, interchange_control, at))
    writer.add(_gs(envelope, functional_id, group_control, at))
    count = 0
    for transaction in transactions:
        count += 1
        _write_transaction(writer, transaction)
    if not count:
        raise X12Error(
            "no_transaction", "There is no transaction to send.", "Send nothing."
        )
    writer.add(["GE", str(count), str(group_control)])
    writer.add(["IEA", "1", f"{interchange_control:09d}"])
    return _join(envelope, writer)


def write_service_interchange(
    envelope: Envelope,
    segments: Iterable[Sequence[str]],
    *,
    interchange_control: int,
    at: datetime,
) -> str:
    """An interchange without groups, for segments such as TA1."""
    _check_controls(interchange_control)
    writer = _Writer(envelope.delimiters, "space")
    writer.raw(_isa(envelope, interchange_control, at))
    for segment in segments:
        writer.add(segment)
    writer.add(["IEA", "0", f"{interchange_control:09d}"])
    return _join(envelope, writer)


def _check_controls(*controls: int) -> None:
    for control in controls:
        if not 0 < control <= _MAX_CONTROL:
            raise X12Error(
                "control",
                f"The control number {control} has not 1 to 9 digits.",
                "Reset the control number sequence of the connector.",
            )


def _join(envelope: Envelope, writer: _Writer) -> str:
    end = envelope.delimiters.segment
    if envelope.newline and end != "\n":
        end += "\n"
    return end.join(writer.lines) + end


def _write_transaction(writer: _Writer, transaction: OutboundTransaction) -> None:
    header = ["ST", transaction.set_id, transaction.control, transaction.implementation]
    writer.add(header)
    for segment in transaction.segments:
        writer.add(segment)
    count = len(transaction.segments) + 2
    writer.add(["SE", str(count), transaction.control])


class _Writer:
    def __init__(self, delimiters: Delimiters, on_delimiter: str) -> None:
        self.lines: list[str] = []
        self.separator = delimiters.element
        self.component = delimiters.component
        marks = delimiters.element + delimiters.segment + "\r\n"
        self.marks = marks + delimiters.component + delimiters.repetition
        self.replace = on_delimiter == "space"
        self.table = str.maketrans(dict.fromkeys(self.marks, " "))

    def raw(self, elements: Sequence[str]) -> None:
        self.lines.append(self.separator.join(elements))

    def add(self, segment: Sequence[str | Sequence[str]]) -> None:
        name = str(segment[0])
        values = [
            self._clean(name, number, str(value))
            if not isinstance(value, list | tuple)
            else self._composite(name, number, value)
            for number, value in enumerate(segment)
        ]
        while len(values) > 1 and not values[-1]:
            values.pop()
        self.lines.append(self.separator.join(values))

    def _clean(self, name: str, number: int, value: str) -> str:
        if any(mark in value for mark in self.marks):
            return self._without_marks(name, number, value)
        return value

    def _composite(self, name: str, number: int, parts: Sequence[str]) -> str:
        values = [self._clean(name, number, str(part)) for part in parts]
        while len(values) > 1 and not values[-1]:
            values.pop()
        if len(values) > 1 and not self.component:
            raise X12Error(
                "delimiter",
                f"{name}{number:02d} has components, and there is no separator.",
                "Set a component separator for this partner.",
                segment_index=len(self.lines),
                segment=name,
                element=number,
            )
        return self.component.join(values)

    def _without_marks(self, name: str, number: int, value: str) -> str:
        if self.replace:
            return value.translate(self.table).rstrip()
        raise X12Error(
            "delimiter",
            f"The value {value[:40]!r} of {name}{number:02d} holds a delimiter.",
            "Correct the value, or use other delimiters for this partner.",
            segment_index=len(self.lines),
            segment=name,
            element=number,
        )


def _isa(envelope: Envelope, control: int, at: datetime) -> list[str]:
    delimiters = envelope.delimiters
    modern = envelope.version >= "004020"
    eleventh = (delimiters.repetition or "^") if modern else "U"
    sender, receiver = envelope.sender, envelope.receiver
    return [
        "ISA",
        "00",
        " " * 10,
        "00",
        " " * 10,
        sender.qualifier,
        sender.id.ljust(_ID_LENGTH),
        receiver.qualifier,
        receiver.id.ljust(_ID_LENGTH),
        at.strftime("%y%m%d"),
        at.strftime("%H%M"),
        eleventh,
        # ISA12 has five digits: 00401 for GS08 004010.
        envelope.version[:5],
        f"{control:09d}",
        "0",
        envelope.usage,
        delimiters.component,
    ]


def _gs(
    envelope: Envelope, functional_id: str, control: int, at: datetime
) -> list[str]:
    sender, receiver = envelope.sender, envelope.receiver
    return [
        "GS",
        functional_id,
        sender.application_id or sender.id.strip(),
        receiver.application_id or receiver.id.strip(),
        at.strftime("%Y%m%d"),
        at.strftime("%H%M"),
        str(control),
        "X",
        envelope.version,
    ]
