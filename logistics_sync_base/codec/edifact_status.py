# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Status report of the EDIFACT message IFTSTA to the canonical delivery event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.edifact_times import parse_edifact_time
from .codes import CodeLookup
from .faults import MappedItem
from .status_event import Places, status_event
from .values import text

_PLACES = Places(
    "STS C555 9011",
    "Ask the partner to send the status event in the STS segment.",
    "DTM C507",
    "CNI, RFF, GIN",
    "Ask the partner to send its number in CNI or a reference in RFF.",
)


def from_iftsta(
    source: Mapping[str, Any],
    lookup: CodeLookup,
    *,
    timezone: str | None = None,
    position: int = 0,
) -> MappedItem:
    """The canonical event of one source object of :mod:`..edi.edifact.iftsta`.

    Codes are those of UN/ECE Recommendation 24 (element 9011) unless the partner has
    its own; a time without offset is read in ``timezone``, an IANA name.
    """
    moment = parse_edifact_time(
        str(source.get("time", "")),
        str(source.get("time_format", "")),
        timezone=timezone,
    )
    reason = text(source.get("reason"))
    return status_event(source, reason, moment, lookup, _PLACES, position)
