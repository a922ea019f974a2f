# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ship notice (set 856) to a notice tree.

A notice has ``purpose`` (BSN01), ``number`` (BSN02), ``date``, ``time``, ``structure``
(BSN05) and ``levels``. A level has ``level`` (HL03: S shipment, O order, T tare,
P package, I item), ``children`` and what its segments tell under the keys of
:mod:`.segments_856`, with ``parties``, ``marks`` and ``ids`` ([qualifier, value]
pairs) and ``line``. Absent things are left out, so that a notice built from a tree
reads back as the same tree. Any nesting is taken: standard pack (S O I P), pick and
pack (S O P I), cross dock (S O T P I), package first (S P O I).
"""

from __future__ import annotations

from typing import Any

from ..core.times import parse_x12_time
from .errors import Fault
from .fault_places import fault_in
from .reader import Segment, element
from .references import marks
from .segments_856 import CITY, FORMS, PARTY, STREET, pairs_of, values_of
from .structure import Transaction

LEVELS = frozenset("SOTPI")
_HEADING = {"purpose": 1, "number": 2, "date": 3, "time": 4, "structure": 5}
_PLAIN = frozenset(("ST", "SE"))


def parse_856(transaction: Transaction) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The notice of one set 856 (a list of one, or empty) and what is wrong with it.

    Never raises for what the transaction holds.
    """
    parser = _Parser(transaction)
    for offset, segment in enumerate(transaction.segments):
        parser.take(segment, transaction.start + offset)
    return parser.finish()


class _Parser:
    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.faults: list[Fault] = []
        self.notice: dict[str, Any] | None = None
        self.levels: dict[str, dict[str, Any]] = {}
        self.roots: list[dict[str, Any]] = []
        self.level: dict[str, Any] | None = None
        self.party: dict[str, Any] | None = None

    def take(self, segment: Segment, place: int) -> None:
        name = segment[0]
        if name in _PLAIN:
            return
        if name == "BSN":
            self.bsn(segment, place)
        elif name == "HL":
            self.hl(segment, place)
        elif name == "CTT":
            self.ctt(segment, place)
        elif self.level is None:
            self.before_levels(segment, place)
        elif not self.detail(segment, place):
            message = f"The segment {name[:3]} is not used."
            self.fault("unused_segment", place, segment, None, message, "info")

    def finish(self) -> tuple[list[dict[str, Any]], list[Fault]]:
        start = self.transaction.start
        if self.notice is None:
            message = "The 856 has no BSN segment."
            self.fault("missing_segment", start, ["BSN"], None, message)
            self.notice = {}
        if not self.roots:
            message = "The 856 has no HL segment: it tells nothing that is shipped."
            self.fault("missing_segment", start, ["HL"], None, message)
            return [], self.faults
        self.notice["levels"] = self.roots
        return [self.notice], self.faults

    def bsn(self, segment: Segment, place: int) -> None:
        self.notice = values_of(segment, _HEADING)
        if not self.notice.get("number"):
            message = "BSN02, the number of the notice, is missing."
            self.fault("missing_element", place, segment, 2, message)

    def hl(self, segment: Segment, place: int) -> None:
        number, parent, code = (element(segment, n).strip() for n in (1, 2, 3))
        level: dict[str, Any] = {"level": code, "children": []}
        if not number or number in self.levels:
            message = f"HL01 {number!r} is missing or used twice."
            self.fault("bad_code", place, segment, 1, message)
        if code not in LEVELS:
            message = f"HL03 {code!r} is none of the levels S, O, T, P and I."
            self.fault("bad_code", place, segment, 3, message)
        self.levels[number] = level
        self.level, self.party = level, None
        above = self.levels.get(parent)
        if above is None or above is level:
            if parent:
                message = f"HL02 {parent!r} is no level before this one."
                self.fault("bad_code", place, segment, 2, message)
            self.roots.append(level)
        else:
            above["children"].append(level)

    def ctt(self, segment: Segment, place: int) -> None:
        told = element(segment, 1).strip()
        # Partners count here levels or items; one of both must be right.
        items = sum(level["level"] == "I" for level in self.levels.values())
        if told not in (str(len(self.levels)), str(items)):
            message = f"CTT01 tells {told}, there are {len(self.levels)} levels."
            self.fault("ctt_count", place, segment, 1, message, "warning")

    def before_levels(self, segment: Segment, place: int) -> None:
        message = f"The segment {segment[0][:3]} before the first HL is not used."
        self.fault("unused_segment", place, segment, None, message, "info")

    def detail(self, segment: Segment, place: int) -> bool:
        """Take a segment of the current level; False when it is of no use."""
        form = FORMS.get(segment[0])
        if form is None:
            return self.listed(segment)
        if segment[0] == "DTM":
            self.check_date(segment, place)
        values = values_of(segment, form.elements)
        if values and form.many:
            self.level.setdefault(form.key, []).append(values)
        elif values:
            self.level[form.key] = values
        return True

    def listed(self, segment: Segment) -> bool:
        """Take product ids, marks and addresses, which have forms of their own."""
        name, level = segment[0], self.level
        if name == "LIN":
            if element(segment, 1).strip():
                level["line"] = element(segment, 1).strip()
            level["ids"] = pairs_of(segment, 2)
        elif name == "MAN":
            pairs = [[qualifier, mark] for qualifier, mark in marks(segment)]
            if pairs:
                level.setdefault("marks", []).extend(pairs)
        elif name == "N1":
            self.party = values_of(segment, PARTY)
            level.setdefault("parties", []).append(self.party)
        elif name in ("N3", "N4"):
            if self.party is not None:
                self.party |= values_of(segment, STREET if name == "N3" else CITY)
        else:
            return False
        return True

    def check_date(self, segment: Segment, place: int) -> None:
        date, time, code = (element(segment, n).strip() for n in (2, 3, 4))
        moment = parse_x12_time(date, time, code)
        if not moment.usable:
            elements = {"bad_time": 3, "bad_zone": 4}
            number = elements.get(str(moment.fault_code), 2)
            message = f"DTM{number:02d}: {moment.fault}"
            self.fault(str(moment.fault_code), place, segment, number, message)

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
