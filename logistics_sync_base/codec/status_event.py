# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A status with its code, reason, time and references to the canonical event.

What the X12 set 214 and the EDIFACT message IFTSTA have in common, whatever their
segments are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.times import OccurredAt
from .assemble import DELIVERY_EVENT, REFERENCES, assemble
from .codes import CodeLookup, CodeMatch
from .faults import FieldFault, MappedItem, unknown_code
from .json_document import json_safe
from .transforms import time_fault
from .values import text

# Unloaded at the consignee, but with a reason: damage, shortage, refusal of a part.
_DELIVERED_WITH_REASON = {"delivered": "delivered_exception"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where a standard puts what may be missing, as people of the trade name it."""

    status: str
    status_remedy: str
    time: str
    references: str
    reference_remedy: str


def status_event(
    source: Mapping[str, Any],
    reason: str | None,
    moment: OccurredAt,
    lookup: CodeLookup,
    places: Places,
    position: int,
) -> MappedItem:
    """The canonical event of a source object with ``code`` and ``references``.

    The code map is asked for ``code/reason`` first, so that a partner's special case
    can be mapped, then for ``code``.
    """
    faults: list[FieldFault] = []
    code = text(source.get("code")) or ""
    match = _milestone(code, reason, lookup, places, faults)
    if moment.fault:
        faults.append(time_fault(moment, "occurred_at", places.time))
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
        faults.append(
            _missing(
                "references",
                places.references,
                "The status names no shipment.",
                places.reference_remedy,
            )
        )
    beside = dict(source)
    beside["time"] = moment.raw
    canonical = assemble(DELIVERY_EVENT, fields)
    return MappedItem(canonical, json_safe(beside), tuple(faults), position)


def _milestone(
    code: str,
    reason: str | None,
    lookup: CodeLookup,
    places: Places,
    faults: list[FieldFault],
) -> CodeMatch | None:
    if not code:
        faults.append(
            _missing(
                "milestone",
                places.status,
                "The status code is missing.",
                places.status_remedy,
            )
        )
        return None
    if reason:
        special = lookup("milestone", f"{code}/{reason}")
        if special is not None:
            return special
    match = lookup("milestone", code)
    if match is None:
        faults.append(unknown_code("milestone", code, "milestone", places.status))
        return None
    if reason and match.code in _DELIVERED_WITH_REASON:
        return CodeMatch(_DELIVERED_WITH_REASON[match.code], match.classifier)
    return match


def _missing(field: str, place: str, message: str, remedy: str) -> FieldFault:
    return FieldFault("missing", field, place, "missing", message, remedy)
