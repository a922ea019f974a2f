# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Shipment status of the X12 set 214 to the canonical delivery event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..core.times import parse_x12_time
from .assemble import DELIVERY_EVENT, REFERENCES, assemble
from .codes import CodeLookup, CodeMatch
from .faults import FieldFault, MappedItem, unknown_code
from .json_document import json_safe
from .transforms import time_fault
from .values import text

ZoneOfLocation = Callable[[Mapping[str, Any]], str | None]
# X12 1651: nothing special to say.
NORMAL_REASON = "NS"
# Unloaded at the consignee, but with a reason: damage, shortage, refusal of a part.
_DELIVERED_WITH_REASON = {"delivered": "delivered_exception"}


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
    faults: list[FieldFault] = []
    code = text(source.get("code")) or ""
    reason = text(source.get("reason"))
    reason = None if reason == NORMAL_REASON else reason
    match = _milestone(code, reason, lookup, faults)
    moment = _moment(source, timezone, zone_of_location)
    if moment.fault:
        faults.append(time_fault(moment, "occurred_at", "AT705-AT707"))
    fields: dict[str, Any] = {
        f"references.{name}": text(source.get("references", {}).get(name))
        for name in REFERENCES
    }
    for name, value in (source.get("location") or {}).items():
        fields[f"location.{name}"] = text(value)
    fields["occurred_at"] = moment.to_canonical()
    fields["carrier"] = text(source.get("carrier"))
    if reason is not None:
        known = lookup("reason", reason)
        fields["reason"] = known.code if known else reason
    if match is not None:
        fields["milestone"] = match.code
        fields["classifier"] = match.classifier or "actual"
        if fields["classifier"] == "estimated" and moment.usable:
            fields["estimated_delivery"] = moment.to_canonical()
    if not any(fields[f"references.{name}"] for name in REFERENCES):
        faults.append(_no_reference())
    beside = dict(source)
    beside["time"] = moment.raw
    canonical = assemble(DELIVERY_EVENT, fields)
    return MappedItem(canonical, json_safe(beside), tuple(faults), position)


def _milestone(
    code: str, reason: str | None, lookup: CodeLookup, faults: list[FieldFault]
) -> CodeMatch | None:
    if not code:
        faults.append(
            FieldFault(
                "missing",
                "milestone",
                "AT701",
                "missing",
                "The status code is missing.",
                "Ask the partner to send a status in AT701 or AT703.",
            )
        )
        return None
    if reason:
        special = lookup("milestone", f"{code}/{reason}")
        if special is not None:
            return special
    match = lookup("milestone", code)
    if match is None:
        faults.append(unknown_code("milestone", code, "milestone", "AT701"))
        return None
    if reason and match.code in _DELIVERED_WITH_REASON:
        return CodeMatch(_DELIVERED_WITH_REASON[match.code], match.classifier)
    return match


def _moment(
    source: Mapping[str, Any],
    timezone: str | None,
    zone_of_location: ZoneOfLocation | None,
) -> Any:
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


def _no_reference() -> FieldFault:
    return FieldFault(
        "missing",
        "references",
        "B10, L11, MAN",
        "missing",
        "The status names no shipment.",
        "Ask the partner to send its number in B1001 or a reference in L11.",
    )
