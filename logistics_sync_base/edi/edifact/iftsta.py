# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Status report (IFTSTA) to one source object per status.

A source object has ``code`` (9011), ``reason`` (9013), ``status_type`` (9015),
``time`` and ``time_format`` (C507), ``references`` (canonical names),
``qualified_references`` (all pairs as sent), ``carrier``, ``location``, ``notes`` and
``segment_index`` (place of the STS in the interchange). Absent things are left out.
Directories D.93A to D.01B and later place the codes of an STS alike: C601, C555, C556.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Fault
from .message_reader import MessageReader
from .references import FIELD_OF_QUALIFIER, PACKAGE_MARKS
from .structure import Message, Segment, value

# When a status came true; the date of the document itself (137) never is.
_TIMES = ("334", "7", "35", "178", "186", "200", "310", "11", "132", "133", "17", "69")
_USED = frozenset(("UNH", "UNT", "BGM", "NAD", "CNI", "STS", "DTM", "RFF", "LOC"))
_PLAIN = frozenset(("TSR", "CTA", "COM", "CNT", "TDT", "EQD", "SEL", "GID", "HAN"))
_PASSED = (
    _USED | _PLAIN | {"PCI", "GIN", "FTX", "MEA", "DIM", "SGP", "DGS", "QTY", "DOC"}
)


@dataclass(slots=True)
class _Scope:
    """What the header, a consignment or one status tells."""

    references: list[tuple[str, str]] = field(default_factory=list)
    times: dict[str, tuple[str, str]] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)
    location: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    status: dict[str, Any] = field(default_factory=dict)


def parse_iftsta(message: Message) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The statuses of one IFTSTA in order, and what is wrong with it. Never raises."""
    parser = _Parser(message)
    parser.take_all()
    return parser.finish()


class _Parser(MessageReader):
    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.header = _Scope()
        self.consignment = _Scope()
        self.scope = self.header
        self.statuses: list[tuple[_Scope, _Scope]] = []
        self.carrier = ""

    def take(self, segment: Segment, place: int) -> None:
        name = str(segment[0])
        if name == "CNI":
            self.consignment = self.scope = _Scope()
            number = value(segment, 2, 1)
            if number:
                self.scope.references.append(("CNI", number))
        elif name == "STS":
            self.scope = _Scope(status=self.status_of(segment, place))
            self.statuses.append((self.consignment, self.scope))
        elif name in _READERS:
            _READERS[name](self, segment)
        elif name not in _PASSED:
            sentence = f"The segment {name[:3]} is not used."
            self.fault("unused_segment", place, name, None, sentence, "info")

    def status_of(self, segment: Segment, place: int) -> dict[str, Any]:
        code = value(segment, 2, 1)
        if not code:
            sentence = "The STS has no status event (C555 9011)."
            self.fault("missing_element", place, "STS", 2, sentence)
        return {
            "code": code,
            "reason": value(segment, 3, 1),
            "status_type": value(segment, 1, 1),
            "segment_index": place,
        }

    def finish(self) -> tuple[list[dict[str, Any]], list[Fault]]:
        if not self.statuses:
            sentence = "The IFTSTA has no status: there is no STS segment."
            start = self.message.start
            self.fault("missing_segment", start, "STS", None, sentence)
        return [event for pair in self.statuses for event in self.events(*pair)], (
            self.faults
        )

    def events(self, consignment: _Scope, scope: _Scope) -> list[dict[str, Any]]:
        pairs = [*scope.references, *consignment.references, *self.header.references]
        references: dict[str, str] = {}
        for qualifier, number in pairs:
            name = FIELD_OF_QUALIFIER.get(qualifier)
            if name:
                references.setdefault(name, number)
        moment = self.time_of(scope) or self.time_of(consignment) or ("", "")
        common = {
            **scope.status,
            "time": moment[0],
            "time_format": moment[1],
            "carrier": self.carrier,
            "location": scope.location or consignment.location,
            "notes": scope.notes,
            "qualified_references": pairs,
        }
        events = []
        for package in scope.packages or consignment.packages or [""]:
            own = references | ({"tracking_number": package} if package else {})
            event = {**common, "references": own}
            events.append({key: item for key, item in event.items() if item})
        return events

    def time_of(self, scope: _Scope) -> tuple[str, str] | None:
        return next((scope.times[q] for q in _TIMES if q in scope.times), None)

    def dtm(self, segment: Segment) -> None:
        self.scope.times.setdefault(
            value(segment, 1, 1), (value(segment, 1, 2), value(segment, 1, 3))
        )

    def rff(self, segment: Segment) -> None:
        qualifier, number = value(segment, 1, 1), value(segment, 1, 2)
        if qualifier and number:
            self.scope.references.append((qualifier, number))

    def nad(self, segment: Segment) -> None:
        if value(segment, 1, 1) == "CA" and not self.carrier:
            self.carrier = value(segment, 2, 1) or value(segment, 4, 1)

    def loc(self, segment: Segment) -> None:
        code, name = value(segment, 2, 1), value(segment, 2, 4)
        if not (code or name) or self.scope.location:
            return
        # UN/LOCODE: two letters of the country and three of the place.
        is_locode = len(code) == 5 and code[:2].isalpha()
        self.scope.location = {"name": name or code}
        if is_locode:
            self.scope.location["country"] = code[:2].upper()

    def gin(self, segment: Segment) -> None:
        if value(segment, 1, 1) in PACKAGE_MARKS:
            for number in range(2, len(segment)):
                if value(segment, number):
                    self.scope.packages.append(value(segment, number))

    def ftx(self, segment: Segment) -> None:
        parts = segment[4] if len(segment) > 4 else ""
        text = parts if isinstance(parts, str) else " ".join(filter(None, parts))
        if text.strip():
            self.scope.notes.append(text.strip())


_READERS = {
    "DTM": _Parser.dtm,
    "RFF": _Parser.rff,
    "NAD": _Parser.nad,
    "LOC": _Parser.loc,
    "GIN": _Parser.gin,
    "FTX": _Parser.ftx,
}
