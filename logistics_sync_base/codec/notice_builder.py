# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Canonical shipment notices to the notice tree of an X12 set 856."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ..core.times import OccurredAt
from .shipment_notice import SHIPPED

# BSN05 (element 1005).
PICK_AND_PACK = "0001"
SHIPMENT_ORDER_ITEM = "0004"
_QUALIFIERS = {"bill_of_lading": "BM", "pro_number": "CN", "tracking_number": "2I"}
_ITEM_KEY = ("sku", "uom", "line", "lot")


def notice_from_canonical(
    notices: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    purpose: str = "00",
    parties: Sequence[Mapping[str, str]] = (),
    sku_qualifier: str = "VP",
) -> dict[str, Any]:
    """The notice tree of canonical shipment notices of one shipment, one per order.

    ``at`` is the time of writing as it shall appear, ``parties`` are the addresses of
    the shipment level (``role``, ``name``, ``qualifier``, ``code``, ``street``,
    ``city``, ...). Raises ValueError without notices, without a shipment number, or
    for two shipments at once.
    """
    numbers = {notice["references"]["shipment"] for notice in notices}
    if len(numbers) != 1 or None in numbers:
        raise ValueError("A ship notice needs exactly one shipment number.")
    packed = any(notice["packages"] for notice in notices)
    first = notices[0]
    shipment: dict[str, Any] = {
        "level": "S",
        "children": [_order(notice, sku_qualifier) for notice in notices],
    }
    _add(shipment, "references", _references(first))
    _add(shipment, "dates", _dates(first))
    _add(shipment, "routing", _routing(first))
    _add(shipment, "parties", [dict(party) for party in parties])
    return {
        "purpose": purpose,
        "number": numbers.pop(),
        "date": at.strftime("%Y%m%d"),
        "time": at.strftime("%H%M"),
        "structure": PICK_AND_PACK if packed else SHIPMENT_ORDER_ITEM,
        "levels": [shipment],
    }


def _order(notice: Mapping[str, Any], sku_qualifier: str) -> dict[str, Any]:
    level: dict[str, Any] = {"level": "O", "children": []}
    order = notice["references"]["order"]
    if order:
        level["order"] = {"number": order}
    delivery = notice["references"]["delivery"]
    if delivery:
        level["references"] = [{"qualifier": "DO", "value": delivery}]
    for package in notice["packages"]:
        level["children"].append(_package(package, sku_qualifier))
    for item in _loose(notice):
        level["children"].append(_item(item, sku_qualifier))
    return level


def _package(package: Mapping[str, Any], sku_qualifier: str) -> dict[str, Any]:
    items = [_item(item, sku_qualifier) for item in package["items"]]
    level: dict[str, Any] = {"level": "P", "children": items}
    marks = []
    if package["sscc"]:
        code = package["sscc"]
        marks.append(["GM", f"00{code}" if len(code) == 18 else code])
    if package["tracking_number"]:
        marks.append(["CP", package["tracking_number"]])
    _add(level, "marks", marks)
    if package["weight"]:
        packing = {"weight_qualifier": "G", "weight": package["weight"]}
        if package["weight_uom"]:
            packing["weight_unit"] = package["weight_uom"]
        level["packing"] = packing
    return level


def _item(item: Mapping[str, Any], sku_qualifier: str) -> dict[str, Any]:
    ids = [[sku_qualifier, item["sku"]]]
    if item["lot"]:
        ids.append(["LT", item["lot"]])
    shipped = {"quantity": item["quantity"]}
    if item["uom"]:
        shipped["unit"] = item["uom"]
    level: dict[str, Any] = {
        "level": "I",
        "children": [],
        "ids": ids,
        "shipped": shipped,
    }
    if item["line"]:
        level["line"] = item["line"]
    return level


def _loose(notice: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Items, or what is left of them, that are in no package."""
    packed: dict[tuple[Any, ...], Decimal] = {}
    for package in notice["packages"]:
        for item in package["items"]:
            key = tuple(item[name] for name in _ITEM_KEY)
            packed[key] = packed.get(key, Decimal()) + Decimal(item["quantity"])
    loose = []
    for item in notice["items"]:
        key = tuple(item[name] for name in _ITEM_KEY)
        quantity = Decimal(item["quantity"])
        inside = min(quantity, packed.get(key, Decimal()))
        packed[key] = packed.get(key, Decimal()) - inside
        if quantity > inside:
            loose.append({**item, "quantity": format(quantity - inside, "f")})
    return loose


def _references(notice: Mapping[str, Any]) -> list[dict[str, str]]:
    found = ((code, notice["references"][name]) for name, code in _QUALIFIERS.items())
    return [{"qualifier": code, "value": value} for code, value in found if value]


def _dates(notice: Mapping[str, Any]) -> list[dict[str, str]]:
    moment = OccurredAt.from_canonical(notice["occurred_at"])
    if moment.utc is None:
        return []
    offset = moment.offset_minutes
    # A date alone takes no time code; it stays the date of the place.
    code = "" if moment.precision == "date" else _time_code(offset)
    # An offset of half an hour has no X12 code: UTC says the same.
    shift = 0 if code == "UT" else offset or 0
    local = moment.utc + timedelta(minutes=shift)
    entry = {"qualifier": SHIPPED, "date": local.strftime("%Y%m%d")}
    if moment.precision != "date":
        form = "%H%M%S" if moment.precision == "second" else "%H%M"
        entry["time"] = local.strftime(form)
    if code:
        entry["time_code"] = code
    return [entry]


def _time_code(offset: int | None) -> str:
    """The hour offset code of element 623: 01 to 12 ahead, 13 to 24 behind UTC."""
    if offset is None:
        return ""
    hours, rest = divmod(offset, 60)
    if rest or not hours or not -12 <= hours <= 12:
        return "UT"
    return f"{hours:02d}" if hours > 0 else f"{25 + hours:02d}"


def _routing(notice: Mapping[str, Any]) -> list[dict[str, str]]:
    if not notice["carrier"] and not notice["service"]:
        return []
    routing = {}
    if notice["carrier"]:
        routing |= {"qualifier": "2", "carrier": notice["carrier"]}
    if notice["service"]:
        routing["service"] = notice["service"]
    return [routing]


def _add(level: dict[str, Any], key: str, value: Sequence[Any]) -> None:
    if value:
        level[key] = value
