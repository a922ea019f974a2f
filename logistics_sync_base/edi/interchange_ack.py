# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Interchange acknowledgement (TA1): the envelope arrived whole, nothing more.

Codes are those of the elements I17 (acknowledgement) and I18 (note).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .errors import Fault
from .reader import Interchange, element
from .writer import Envelope, write_service_interchange

ACCEPTED, WITH_ERRORS, REJECTED = "A", "E", "R"
_NOTES = {
    "isa_control": "018",
    "iea_control": "001",
    "missing_iea": "023",
    "iea_count": "021",
    "no_group": "024",
    "trailing_data": "022",
    "unterminated": "022",
}
_NEVER_ACCEPTED = frozenset(("missing_iea", "isa_control"))
NOTES = {
    "000": "no error",
    "001": "the control numbers of header and trailer differ",
    "005": "sender qualifier not valid",
    "006": "sender not valid",
    "007": "receiver qualifier not valid",
    "008": "receiver not valid",
    "014": "date not valid",
    "015": "time not valid",
    "017": "version not valid",
    "018": "control number not valid",
    "020": "test indicator not valid",
    "021": "number of groups not valid",
    "022": "control structure not valid",
    "023": "end of the file too early",
    "024": "content not valid",
    "025": "duplicate control number",
}


@dataclass(frozen=True, slots=True)
class InterchangeResult:
    """A partner's TA1 on an interchange of ours."""

    control: str
    status: str
    note: str

    @property
    def is_rejected(self) -> bool:
        """True unless the partner says that the interchange was taken."""
        return self.status not in (ACCEPTED, WITH_ERRORS)


def read_ta1(interchange: Interchange) -> list[InterchangeResult]:
    """The TA1 segments of an interchange, before or without its groups."""
    results = []
    for segment in interchange.segments[1:]:
        if segment[0] == "TA1":
            control, status, note = (element(segment, n).strip() for n in (1, 4, 5))
            results.append(InterchangeResult(control, status, note))
        elif segment[0] in ("GS", "IEA"):
            break
    return results


def wants_ta1(interchange: Interchange) -> bool:
    """Whether the sender asks for a TA1 (ISA14)."""
    return element(interchange.isa, 14).strip() == "1"


def judge_interchange(faults: Sequence[Fault]) -> tuple[str, str]:
    """(I17, I18) of the faults of an interchange envelope."""
    notes = [fault for fault in faults if fault.code in _NOTES]
    serious = [fault for fault in notes if fault.level == "error"]
    if not serious:
        return ACCEPTED, "000"
    fatal = [fault for fault in serious if fault.code in _NEVER_ACCEPTED]
    if fatal:
        return REJECTED, _NOTES[fatal[0].code]
    return WITH_ERRORS, _NOTES[serious[0].code]


def write_ta1(
    envelope: Envelope,
    interchange: Interchange,
    faults: Sequence[Fault],
    *,
    control: int,
    at: datetime,
) -> str:
    """An interchange with one TA1 on the given one; ``control`` is of ours."""
    status, note = judge_interchange(faults)
    isa = interchange.isa
    segment = ["TA1", interchange.control, isa[9].strip(), isa[10].strip()]
    return write_service_interchange(
        envelope, [[*segment, status, note]], interchange_control=control, at=at
    )
