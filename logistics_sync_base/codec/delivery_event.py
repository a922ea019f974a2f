# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shipment status of the X12 set 214 to the canonical delivery event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..core.times import OccurredAt, parse_x12_time
from .codes import CodeLookup
from .faults import MappedItem
from .status_event import Places, status_event
from .values import text

ZoneOfLocation = Callable[[Mapping[str, Any]], str | None]
# X12 1651: nothing special to say.
NORMAL_REASON = "NS"
_PLACES = Places(
    "AT701",
    "Ask the partner to send a status in AT701 or AT703.",
    "AT705-AT707",
    "B10, L11, MAN",
    "Ask the partner to send its number in B1001 or a reference in L11.",
)


def from_214(
    source: Mapping[str, Any],
    lookup: CodeLookup,
    *,
    timezone: str | None = None,
    zone_of_location: ZoneOfLocation | None = None,
    position: int = 0,
) -> MappedItem:
    """The canonical event of one source object of :func:`..edi.transaction_214`.

    The code map is asked for ``code/reason`` first, so that a partner's special case
    can be mapped, then for ``code``; an appointment code uses the same kind
    ``milestone``. A local time (``LT``) is read in the zone of its location when
    ``zone_of_location`` knows one, else in ``timezone``.
    """
    reason = text(source.get("reason"))
    reason = None if reason == NORMAL_REASON else reason
    moment = _moment(source, timezone, zone_of_location)
    return status_event(source, reason, moment, lookup, _PLACES, position)


def _moment(
    source: Mapping[str, Any],
    timezone: str | None,
    zone_of_location: ZoneOfLocation | None,
) -> OccurredAt:
    zone, origin = timezone, "partner"
    location = source.get("location")
    if location and zone_of_location is not None:
        local = zone_of_location(location)
        if local:
            zone, origin = local, "location"
    return parse_x12_time(
        str(source.get("date", "")),
        str(source.get("time", "")),
        str(source.get("time_code", "")),
        timezone=zone,
        timezone_source=origin,
    )
