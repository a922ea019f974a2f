# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Quantities and packages in their canonical form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .values import ValueFault, decimal_text, text

ITEM_FIELDS = ("sku", "quantity", "uom", "line", "lot")
PACKAGE_FIELDS = ("tracking_number", "sscc", "weight", "weight_uom", "items")
Units = Callable[[str], str]


def item(
    raw: Any, path: str, decimal_comma: bool = False, unit: Units | None = None
) -> dict[str, Any]:
    """One canonical item of ``{"sku", "quantity", "uom", "line", "lot"}``.

    Raises ValueFault, with the path of the field, without sku or quantity.
    """
    if not isinstance(raw, Mapping):
        raise ValueFault("An item must be an object.", "Correct the expression.", path)
    result: dict[str, Any] = {}
    for name in ITEM_FIELDS:
        value = raw.get(name)
        try:
            if name == "quantity":
                result[name] = decimal_text(value, decimal_comma)
            else:
                result[name] = text(value)
        except ValueFault as fault:
            fault.path = f"{path}.{name}"
            raise
    for name in ("sku", "quantity"):
        if result[name] is None:
            raise ValueFault(
                f"The item has no {name}.",
                f"Send a {name} for each item, or correct the expression.",
                f"{path}.{name}",
            )
    if unit is not None and result["uom"] is not None:
        result["uom"] = unit(result["uom"])
    return result


def items(
    raw: Any,
    faults: list[ValueFault],
    path: str = "items",
    decimal_comma: bool = False,
    unit: Units | None = None,
) -> list[dict[str, Any]]:
    """Canonical items of a list (or one object); a bad item becomes a fault."""
    good = []
    for index, entry in enumerate(_listed(raw)):
        try:
            good.append(item(entry, f"{path}[{index}]", decimal_comma, unit))
        except ValueFault as fault:
            faults.append(fault)
    return good


def packages(
    raw: Any,
    faults: list[ValueFault],
    decimal_comma: bool = False,
    unit: Units | None = None,
) -> list[dict[str, Any]]:
    """Canonical packages of a list (or one object); a bad part becomes a fault."""
    good = []
    for index, entry in enumerate(_listed(raw)):
        path = f"packages[{index}]"
        try:
            good.append(_package(entry, path, faults, decimal_comma, unit))
        except ValueFault as fault:
            faults.append(fault)
    return good


def sscc(value: Any) -> str | None:
    """Serial shipping container code as 18 digits, without application identifier 00.

    Anything else is kept as it is (GS1 General Specifications, 00).
    """
    code = text(value)
    if code and len(code) == 20 and code.isdigit() and code.startswith("00"):
        return code[2:]
    return code


def _package(
    raw: Any,
    path: str,
    faults: list[ValueFault],
    decimal_comma: bool,
    unit: Units | None,
) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise ValueFault(
            "A package must be an object.", "Correct the expression.", path
        )
    try:
        weight = decimal_text(raw.get("weight"), decimal_comma)
    except ValueFault as fault:
        fault.path = f"{path}.weight"
        faults.append(fault)
        weight = None
    return {
        "tracking_number": text(raw.get("tracking_number")),
        "sscc": sscc(raw.get("sscc")),
        "weight": weight,
        "weight_uom": text(raw.get("weight_uom")) if weight else None,
        "items": items(raw.get("items"), faults, f"{path}.items", decimal_comma, unit),
    }


def _listed(raw: Any) -> list[Any]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]
