# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Groups and transactions of an interchange, found from its control segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, count
from operator import itemgetter

from .errors import Fault

_CONTROL = frozenset(("GS", "GE", "ST", "SE", "ISA", "IEA"))
# Interchange segments that may stand between ISA and the first group.
_SERVICE = frozenset(("TA1", "TA3", "ISB", "ISE"))


def _at(segment: list[str] | None, number: int) -> str:
    if segment is None or number >= len(segment):
        return ""
    return segment[number].strip()


@dataclass(slots=True)
class Transaction:
    """One ST to SE; ``start`` is the place of its ST in the interchange, from 0."""

    segments: list[list[str]]
    start: int
    index: int
    group_index: int

    @property
    def set_id(self) -> str:
        """Transaction set identifier (ST01), as in ``214``."""
        return _at(self.segments[0], 1)

    @property
    def control(self) -> str:
        """Transaction set control number (ST02)."""
        return _at(self.segments[0], 2)

    @property
    def trailer(self) -> list[str] | None:
        """The SE segment; None when it is missing."""
        last = self.segments[-1]
        return last if last[0] == "SE" else None


@dataclass
class Group:
    """One GS to GE with its transactions; ``gs`` is empty when it is missing."""

    gs: list[str]
    start: int
    index: int
    ge: list[str] | None = None
    end: int | None = None
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def functional_id(self) -> str:
        """Functional identifier code (GS01), as in ``QM`` for the set 214."""
        return _at(self.gs, 1)

    @property
    def sender(self) -> str:
        """Application sender's code (GS02)."""
        return _at(self.gs, 2)

    @property
    def receiver(self) -> str:
        """Application receiver's code (GS03)."""
        return _at(self.gs, 3)

    @property
    def control(self) -> str:
        """Group control number (GS06)."""
        return _at(self.gs, 6)

    @property
    def version(self) -> str:
        """Version, release and industry code (GS08)."""
        return _at(self.gs, 8)


def build_groups(segments: list[list[str]]) -> tuple[list[Group], list[Fault]]:
    """Groups of the segments of one interchange, and what is out of place in them."""
    builder = _Builder(segments)
    previous = 0
    # All of it in C: a file has hundreds of thousands of segments and few of these.
    is_control = map(_CONTROL.__contains__, map(itemgetter(0), segments))
    for place in list(compress(count(), is_control)):
        if not builder.goes_on(place, previous):
            builder.between(previous, place)
            builder.control(place)
        previous = place
    builder.between(previous, len(segments))
    builder.close_group(len(segments), "the end of the file")
    return builder.groups, builder.faults


class _Builder:
    def __init__(self, segments: list[list[str]]) -> None:
        self.segments = segments
        self.groups: list[Group] = []
        self.faults: list[Fault] = []
        self.group: Group | None = None
        self.opened: int | None = None

    def goes_on(self, place: int, previous: int) -> bool:
        """Take what nearly all control segments are: a set after another, its end."""
        name = self.segments[place][0]
        if self.opened is not None:
            if name == "SE":
                self._add_transaction(place + 1)
                return True
        elif name == "ST" and self.group is not None and place == previous + 1:
            self.opened = place
            return True
        return False

    def control(self, place: int) -> None:
        name = self.segments[place][0]
        if name == "ST":
            self._open_transaction(place)
        elif name == "SE":
            self._trailer(place)
        elif name == "GS":
            self.close_group(place, "the next GS")
            self._open_group(place, self.segments[place])
        elif name == "GE":
            self._group_trailer(place)
        elif name == "IEA":
            self.close_group(place, "the IEA")

    def between(self, previous: int, place: int) -> None:
        """Name segments that stand between two control segments, outside ST to SE."""
        if self.opened is not None:
            return
        for stray in range(previous + 1, place):
            segment = self.segments[stray]
            if segment[0] not in _SERVICE:
                self._fault(
                    "stray_segment",
                    stray,
                    f"The segment {segment[0][:3]} stands outside any transaction.",
                )
                return

    def close_group(self, place: int, before: str) -> None:
        self._close_transaction(place, before)
        if self.group is not None:
            self._fault("missing_ge", self.group.start, f"No GE before {before}.")
            self.group = None

    def _open_group(self, place: int, gs: list[str]) -> None:
        self.group = Group(gs, place, len(self.groups))
        self.groups.append(self.group)

    def _open_transaction(self, place: int) -> None:
        self._close_transaction(place, "the next ST")
        if self.group is None:
            self._open_group(place, [])
            self._fault("missing_gs", place, "The transaction has no GS before it.")
        self.opened = place

    def _trailer(self, place: int) -> None:
        if self.opened is None:
            self._fault("missing_st", place, "The SE has no ST before it.")
        else:
            self._add_transaction(place + 1)

    def _group_trailer(self, place: int) -> None:
        self._close_transaction(place, "the GE")
        if self.group is None:
            self._fault("missing_gs", place, "The GE has no GS before it.")
            return
        self.group.ge = self.segments[place]
        self.group.end = place
        self.group = None

    def _close_transaction(self, place: int, before: str) -> None:
        if self.opened is None:
            return
        start = self.opened
        transaction = self._add_transaction(place)
        self.faults.append(
            Fault(
                "missing_se",
                "error",
                start,
                "ST",
                None,
                transaction.control,
                f"The transaction {transaction.control} has no SE before {before}.",
                transaction.group_index,
                transaction.index,
            )
        )

    def _add_transaction(self, end: int) -> Transaction:
        group = self.group
        transaction = Transaction(
            self.segments[self.opened : end],
            self.opened,
            len(group.transactions),
            group.index,
        )
        group.transactions.append(transaction)
        self.opened = None
        return transaction

    def _fault(self, code: str, place: int, message: str) -> None:
        segment = self.segments[place]
        index = self.group.index if self.group else None
        self.faults.append(
            Fault(code, "error", place, segment[0][:3], None, "", message, index)
        )
