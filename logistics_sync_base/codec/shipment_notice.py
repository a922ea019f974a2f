# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ship notice trees of the X12 set 856 to canonical shipment notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..core.times import OccurredAt, parse_x12_time
from ..edi.references import CONTAINER_MARKS, is_tracking, references_of
from . import lines
from .assemble import REFERENCES, SHIPMENT_NOTICE, assemble
from .codes import CodeLookup
from .faults import FieldFault, MappedItem
from .json_document import json_safe
from .transforms import time_fault
from .values import ValueFault, text

SHIPPED = "011"
CANCELLATION = "01"
# Product id qualifiers (element 235), ours before the buyer's before general ones.
SKU_QUALIFIERS = (
    "SK",
    "VP",
    "VN",
    "VC",
    "MG",
    "BP",
    "IN",
    "CB",
    "UP",
    "EN",
    "UK",
    "UA",
)
LOT_QUALIFIERS = ("LT", "BB")


@dataclass(slots=True)
class _Order:
    """What belongs to one order of the notice: its levels, items and packages."""

    level: dict[str, Any] | None
    items: list[dict[str, Any]] = field(default_factory=list)
    packages: dict[int, dict[str, Any]] = field(default_factory=dict)


def from_856(
    notice: Mapping[str, Any],
    lookup: CodeLookup,
    *,
    timezone: str | None = None,
    sku_qualifiers: Sequence[str] = SKU_QUALIFIERS,
) -> list[MappedItem]:
    """One canonical shipment notice per order of a notice tree.

    ``timezone`` is the IANA name for local times. The time is the ship date
    (DTM*011), never the date of the notice itself: without one the precision is
    ``none``, with a fault. A cancelling notice (BSN01 01) is an error.
    """
    result: list[MappedItem] = []
    for shipment in notice.get("levels", []):
        reader = _Reader(lookup, sku_qualifiers)
        reader.walk(shipment)
        for order in reader.orders:
            faults = list(reader.faults)
            canonical = _canonical(notice, shipment, order, lookup, timezone, faults)
            beside = {
                "code": SHIPPED,
                "time": _ship_time(shipment, order, timezone).raw,
                "notice": notice.get("number"),
                "purpose": notice.get("purpose"),
                "parties": shipment.get("parties", []),
            }
            result.append(
                MappedItem(canonical, json_safe(beside), tuple(faults), len(result))
            )
    return result


class _Reader:
    """Collects items and packages per order, whatever the nesting of the levels."""

    def __init__(self, lookup: CodeLookup, sku_qualifiers: Sequence[str]) -> None:
        self.lookup = lookup
        self.sku_qualifiers = sku_qualifiers
        self.faults: list[FieldFault] = []
        self.orders: list[_Order] = []
        self.loose = _Order(None)

    def walk(self, shipment: dict[str, Any]) -> None:
        stack: list[tuple[dict[str, Any], _Order, dict[str, Any] | None]] = [
            (shipment, self.loose, None)
        ]
        while stack:
            level, order, package = stack.pop()
            code = level["level"]
            if code == "O":
                order = _Order(level)
                self.orders.append(order)
            elif code in ("T", "P") and not _holds(level, "TP"):
                package = level
                if order is not self.loose or not _holds(level, "O"):
                    self.package(order, level)
            elif code == "I":
                self.item(order, level, package)
            children = reversed(level["children"])
            stack += [(child, order, package) for child in children]
        if self.loose.items or not self.orders:
            self.orders.append(self.loose)

    def package(self, order: _Order, level: dict[str, Any]) -> dict[str, Any]:
        known = order.packages.get(id(level))
        if known is None:
            known = order.packages[id(level)] = self.new_package(level)
        return known

    def new_package(self, level: dict[str, Any]) -> dict[str, Any]:
        tracking, container = None, None
        for qualifier, mark in level.get("marks", []):
            if is_tracking(qualifier, mark):
                tracking = tracking or mark
            elif qualifier in CONTAINER_MARKS:
                container = container or mark
        weighed = level.get("packing") or {}
        if "weight" not in weighed:
            weighed = next(iter(level.get("lading", [])), {})
        raw = {
            "tracking_number": tracking,
            "sscc": container,
            "weight": weighed.get("weight"),
            "weight_uom": weighed.get("weight_unit"),
        }
        found: list[ValueFault] = []
        (package,) = lines.packages(raw, found) or ({},)
        self.faults += [_value_fault(fault, "PO406, TD107") for fault in found]
        return package

    def item(
        self, order: _Order, level: dict[str, Any], package: dict[str, Any] | None
    ) -> None:
        try:
            item = lines.item(self.raw_item(level), "items", unit=self.unit)
        except ValueFault as fault:
            self.faults.append(_value_fault(fault, "LIN, SN1"))
            return
        order.items.append(item)
        below = [child for child in level["children"] if child["level"] in "TP"]
        if package is not None:
            self.package(order, package)["items"].append(item)
        elif len(below) == 1:
            # Standard pack: one package below its item holds all of it. With several
            # the notice does not tell how much is in each.
            self.package(order, below[0])["items"].append(item)

    def raw_item(self, level: dict[str, Any]) -> dict[str, Any]:
        # Of a qualifier used twice the first value counts.
        ids = dict(reversed(level.get("ids", [])))
        shipped = level.get("shipped", {})
        references = {
            entry.get("qualifier"): entry.get("value")
            for entry in level.get("references", [])
        }
        lots = [(ids | references).get(qualifier) for qualifier in LOT_QUALIFIERS]
        skus = [ids.get(qualifier) for qualifier in self.sku_qualifiers]
        return {
            "sku": next(filter(None, skus), None),
            "quantity": shipped.get("quantity"),
            "uom": shipped.get("unit"),
            "line": level.get("line") or shipped.get("line"),
            "lot": next(filter(None, lots), None),
        }

    def unit(self, code: str) -> str:
        match = self.lookup("uom", code)
        return match.code if match else code


def _canonical(
    notice: Mapping[str, Any],
    shipment: dict[str, Any],
    order: _Order,
    lookup: CodeLookup,
    timezone: str | None,
    faults: list[FieldFault],
) -> dict[str, Any]:
    moment = _ship_time(shipment, order, timezone)
    if moment.fault:
        faults.append(time_fault(moment, "occurred_at", "DTM*011"))
    if notice.get("purpose") == CANCELLATION:
        faults.append(_cancellation())
    if not order.items:
        faults.append(_no_items())
    packages = list(order.packages.values())
    fields: dict[str, Any] = {
        f"references.{name}": text(value)
        for name, value in _references(notice, shipment, order, packages).items()
    }
    routing = next(iter(shipment.get("routing", [])), {})
    carrier = text(routing.get("carrier"))
    known = lookup("carrier", carrier) if carrier else None
    fields |= {
        "event_type": "shipped",
        "occurred_at": moment.to_canonical(),
        "carrier": known.code if known else carrier,
        "service": text(routing.get("service")),
        "packages": packages,
        "items": order.items,
    }
    return assemble(SHIPMENT_NOTICE, fields)


def _references(
    notice: Mapping[str, Any],
    shipment: dict[str, Any],
    order: _Order,
    packages: list[dict[str, Any]],
) -> dict[str, str]:
    own = order.level or {}
    found = references_of(_pairs(shipment)) | references_of(_pairs(own))
    found["shipment"] = notice.get("number", "")
    if own.get("order", {}).get("number"):
        found["order"] = own["order"]["number"]
    numbers = [mark for q, mark in shipment.get("marks", []) if is_tracking(q, mark)]
    numbers += [part["tracking_number"] for part in packages if part["tracking_number"]]
    # One number stands for the shipment; several stay with their packages.
    if "tracking_number" not in found and len(set(numbers)) == 1:
        found["tracking_number"] = numbers[0]
    return {name: value for name, value in found.items() if name in REFERENCES}


def _pairs(level: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in level.get("references", []):
        yield entry.get("qualifier", ""), entry.get("value", "")


def _ship_time(
    shipment: dict[str, Any], order: _Order, timezone: str | None
) -> OccurredAt:
    for level in (order.level or {}, shipment):
        for entry in level.get("dates", []):
            if entry.get("qualifier") == SHIPPED:
                return parse_x12_time(
                    entry.get("date", ""),
                    entry.get("time", ""),
                    entry.get("time_code", ""),
                    timezone=timezone,
                )
    return parse_x12_time("", "")


def _holds(level: dict[str, Any], codes: str) -> bool:
    return any(child["level"] in codes for child in level["children"])


def _value_fault(fault: ValueFault, where: str) -> FieldFault:
    return FieldFault(
        "bad_value", fault.path, where, "unknown", fault.message, fault.remedy
    )


def _no_items() -> FieldFault:
    return FieldFault(
        "missing",
        "items",
        "HL*I",
        "missing",
        "The notice tells no quantity for this order.",
        "Ask the partner to send the items with LIN and SN1.",
    )


def _cancellation() -> FieldFault:
    return FieldFault(
        "cancellation",
        "event_type",
        "BSN01",
        "text of 2 characters",
        "The notice cancels an earlier one (BSN01 is 01).",
        "Undo the shipment by hand if it was recorded, then ignore this event.",
    )
