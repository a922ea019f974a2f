# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shipment status (set 214) to one source object per event.

A source object has ``code`` (AT701, or AT703 for an appointment), ``reason``,
``kind`` (``status`` or ``appointment``), ``date``, ``time``, ``time_code``,
``references`` (canonical names), ``qualified_references`` (all pairs as sent),
``carrier`` (SCAC), ``location``, ``equipment``, ``weight``, ``lading_exceptions``,
``notes``, ``parties`` and ``segment_index`` (place of the AT7 in the interchange).
Absent things are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..core.times import parse_x12_time
from .errors import Fault
from .fault_places import fault_in
from .reader import Segment, element
from .references import is_tracking, marks, references_of
from .structure import Transaction

_ELEMENT_OF_FAULT = {"missing": 5, "bad_date": 5, "bad_time": 6, "bad_zone": 7}
# Carried along for other sets or needing a document store of their own.
_UNUSED_REMARK = {
    "BIN": "A document (BIN) comes along; documents in a 214 are not taken over.",
    "EFI": "A document (EFI) comes along; documents in a 214 are not taken over.",
}
_PLAIN = frozenset(
    ("ST", "SE", "LX", "N2", "G62", "PER", "AT5", "CD3", "NM1", "SPO", "PRF", "SDQ")
)


@dataclass(slots=True)
class _Scope:
    """What a header, or one LX loop, tells about all its events."""

    references: list[tuple[str, str]] = field(default_factory=list)
    tracking: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)


def parse_214(transaction: Transaction) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The events of one set 214 in order, and what is wrong with it.

    References of the header hold for all events, those of an LX loop for the events
    of that loop; several package marks in a loop give one event per package. Never
    raises for what the transaction holds.
    """
    parser = _Parser(transaction)
    for offset, segment in enumerate(transaction.segments):
        parser.take(segment, transaction.start + offset)
    return parser.finish()


class _Parser:
    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.faults: list[Fault] = []
        self.header = _Scope()
        self.scope = self.header
        self.loops: list[_Scope] = []
        self.heading: Segment | None = None
        self.party: dict[str, Any] | None = None
        self.parties: dict[str, dict[str, Any]] = {}

    def take(self, segment: Segment, place: int) -> None:
        name = segment[0]
        method = _METHODS.get(name)
        if method is not None:
            method(self, segment, place)
        if name == "LX":
            self.open_loop()
        elif method is None and name not in _PLAIN:
            message = _UNUSED_REMARK.get(name, f"The segment {name[:3]} is not used.")
            self.fault("unused_segment", place, segment, None, message, "info")

    def finish(self) -> tuple[list[dict[str, Any]], list[Fault]]:
        if self.heading is None:
            start = self.transaction.start
            message = "The 214 has no B10 segment."
            self.fault("missing_segment", start, ["B10"], None, message)
        events = [
            event
            for scope in (self.header, *self.loops)
            for event in self.events_of(scope)
        ]
        if not events:
            start = self.transaction.start
            message = "The 214 has no status: there is no AT7 segment."
            self.fault("missing_segment", start, ["AT7"], None, message)
        return events, self.faults

    def events_of(self, scope: _Scope) -> list[dict[str, Any]]:
        pairs = [*scope.references]
        if scope is not self.header:
            pairs += self.header.references
        common: dict[str, Any] = {}
        if self.heading is not None:
            common["carrier"] = element(self.heading, 3).strip()
        common |= {**self.header.extra, **scope.extra, "parties": self.parties}
        references = self.heading_references() | references_of(self.header.references)
        references |= references_of(scope.references)
        result = []
        for number in scope.tracking or self.header.tracking or [""]:
            own = references | ({"tracking_number": number} if number else {})
            for event in scope.events:
                complete = {**common, **event, "references": own}
                complete["qualified_references"] = pairs
                result.append({key: value for key, value in complete.items() if value})
        return result

    def heading_references(self) -> dict[str, str]:
        """B1001 is the carrier's number (PRO), B1002 the shipper's (shipment)."""
        if self.heading is None:
            return {}
        found = {
            "pro_number": element(self.heading, 1).strip(),
            "shipment": element(self.heading, 2).strip(),
        }
        return {name: value for name, value in found.items() if value}

    def open_loop(self) -> None:
        self.scope = _Scope()
        self.loops.append(self.scope)
        self.party = None

    def b10(self, segment: Segment, place: int) -> None:
        self.heading = segment
        if not any(element(segment, number).strip() for number in (1, 2, 6)):
            message = "B10 names no shipment: B1001 and B1002 are empty."
            self.fault("missing_element", place, segment, 1, message)

    def l11(self, segment: Segment, place: int) -> None:
        value, qualifier = element(segment, 1).strip(), element(segment, 2).strip()
        if value and qualifier:
            self.scope.references.append((qualifier, value))

    def man(self, segment: Segment, place: int) -> None:
        for qualifier, mark in marks(segment):
            if is_tracking(qualifier, mark):
                self.scope.tracking.append(mark)
            else:
                self.scope.references.append((qualifier, mark))

    def at7(self, segment: Segment, place: int) -> None:
        # A status ends the address of the header in files without LX loops.
        self.party = None
        date, time, code = (element(segment, n).strip() for n in (5, 6, 7))
        base = {
            "date": date,
            "time": time,
            "time_code": code,
            "segment_index": place,
        }
        moment = parse_x12_time(date, time, code)
        if not moment.usable:
            number = _ELEMENT_OF_FAULT.get(str(moment.fault_code), 5)
            message = f"AT7{number:02d}: {moment.fault}"
            self.fault(str(moment.fault_code), place, segment, number, message)
        status, reason = element(segment, 1).strip(), element(segment, 2).strip()
        appointment = element(segment, 3).strip()
        if not status and not appointment:
            message = "AT7 has neither a status (AT701) nor an appointment (AT703)."
            self.fault("missing_element", place, segment, 1, message)
        if status:
            event = {"kind": "status", "code": status, "reason": reason}
            self.scope.events.append(event | base)
        if appointment:
            reason = element(segment, 4).strip()
            event = {"kind": "appointment", "code": appointment, "reason": reason}
            self.scope.events.append(event | base)

    def ms1(self, segment: Segment, place: int) -> None:
        location = {
            "city": element(segment, 1).strip(),
            "state": element(segment, 2).strip(),
            "country": element(segment, 3).strip(),
        }
        location = {key: value for key, value in location.items() if value}
        if location and self.scope.events:
            self.scope.events[-1]["location"] = location

    def ms2(self, segment: Segment, place: int) -> None:
        equipment = {
            "carrier": element(segment, 1).strip(),
            "number": element(segment, 2).strip(),
            "type": element(segment, 3).strip(),
        }
        if self.scope.events:
            self.scope.events[-1]["equipment"] = {
                key: value for key, value in equipment.items() if value
            }

    def at8(self, segment: Segment, place: int) -> None:
        weight = {
            "qualifier": element(segment, 1).strip(),
            "unit": element(segment, 2).strip(),
            "weight": element(segment, 3).strip(),
            "pieces": element(segment, 4).strip(),
        }
        self.scope.extra["weight"] = {
            key: value for key, value in weight.items() if value
        }

    def q7(self, segment: Segment, place: int) -> None:
        exception = {
            "code": element(segment, 1).strip(),
            "packaging": element(segment, 2).strip(),
            "quantity": element(segment, 3).strip(),
        }
        kept = {key: value for key, value in exception.items() if value}
        self.scope.extra.setdefault("lading_exceptions", []).append(kept)

    def k1(self, segment: Segment, place: int) -> None:
        text = " ".join(part.strip() for part in segment[1:3] if part.strip())
        if text:
            self.scope.extra.setdefault("notes", []).append(text)

    def n1(self, segment: Segment, place: int) -> None:
        self.party = {"name": element(segment, 2).strip()}
        code = element(segment, 4).strip()
        if code:
            self.party["code"] = code
        if self.scope is self.header:
            self.parties[element(segment, 1).strip()] = self.party

    def n3(self, segment: Segment, place: int) -> None:
        if self.party is not None:
            self.party["street"] = element(segment, 1).strip()

    def n4(self, segment: Segment, place: int) -> None:
        if self.party is None:
            return
        names = ("city", "state", "postal_code", "country")
        for number, name in enumerate(names, start=1):
            value = element(segment, number).strip()
            if value:
                self.party[name] = value

    def fault(
        self,
        code: str,
        place: int,
        segment: Segment,
        number: int | None,
        message: str,
        level: str = "error",
    ) -> None:
        self.faults.append(
            fault_in(self.transaction, code, place, segment, number, message, level)
        )


_METHODS = {
    "B10": _Parser.b10,
    "L11": _Parser.l11,
    "MAN": _Parser.man,
    "AT7": _Parser.at7,
    "MS1": _Parser.ms1,
    "MS2": _Parser.ms2,
    "AT8": _Parser.at8,
    "Q7": _Parser.q7,
    "K1": _Parser.k1,
    "N1": _Parser.n1,
    "N3": _Parser.n3,
    "N4": _Parser.n4,
}
