# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An inbound order checked against master data as a whole, before anything is made."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .order_lines import resolve_charges, resolve_lines
from .order_parties import resolve_parties
from .order_terms import Directory, Document, Fault, Line, Method, Plan, decimal, key

_LEADING_ZEROS = re.compile(r"-?0[0-9]")
# What may differ between two tellings of one and the same order.
_NOT_ORDERED = (
    "schema",
    "event_type",
    "occurred_at",
    "revision",
    "action",
    "extensions",
)


def resolve(order: Document, known: Directory) -> tuple[Plan, list[Fault]]:
    """What can be made of an order, and every fault that forbids making it."""
    plan = Plan()
    faults = resolve_parties(order, known, plan)
    faults += _resolve_logistics(order, known, plan)
    faults += _check_currency(order, known)
    plan.lines, found = resolve_lines(order, known)
    faults += found
    plan.charges, found = resolve_charges(order, known)
    return plan, faults + found + _check_totals(order)


def _resolve_logistics(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    faults = []
    warehouse = str(order.get("warehouse") or "").strip()
    if warehouse:
        meaning = known.meaning("warehouse", warehouse) or warehouse
        found = known.warehouses.get(key(meaning), [])
        if len(found) == 1:
            plan.warehouse_id = found[0]
        else:
            code = "ambiguous" if found else "unknown"
            faults.append(Fault(code, "warehouse", warehouse, kind="warehouse"))
    incoterm = str(order.get("incoterm") or "").strip()
    if incoterm:
        plan.incoterm_id = known.incoterms.get(incoterm.upper())
        if not plan.incoterm_id:
            faults.append(Fault("unknown", "incoterm", incoterm))
    return faults + _resolve_method(order, known, plan)


def _resolve_method(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    """Carrier and service together name one delivery method."""
    carrier = str(order.get("carrier") or "").strip()
    service = str(order.get("service") or "").strip()
    if not carrier and not service:
        return []
    faults = []
    methods = known.methods
    if carrier:
        methods = _narrow(
            methods, known.meaning("carrier", carrier) or carrier, "carrier"
        )
        if not methods:
            faults.append(Fault("unknown", "carrier", carrier, kind="carrier"))
    if service:
        wanted = known.meaning("service", service) or service
        methods = _narrow(methods or known.methods, wanted, "service")
        if not methods:
            faults.append(Fault("unknown", "service", service, kind="service"))
    if faults:
        return faults
    country = _country_of(order)
    reached = [one for one in methods if not one.countries or country in one.countries]
    if country and not reached:
        names = ", ".join(sorted(one.name for one in methods))
        return [Fault("not_served", "ship_to.address.country", country, expected=names)]
    methods = reached if country else methods
    if len(methods) > 1:
        names = ", ".join(sorted(one.name for one in methods))
        field, value = ("service", service) if service else ("carrier", carrier)
        return [Fault("ambiguous", field, value, expected=names)]
    plan.method_id = methods[0].id
    return []


def _narrow(methods: list[Method], wanted: str, by: str) -> list[Method]:
    """The methods whose code or name it is."""
    return [
        one for one in methods if key(wanted) in (key(getattr(one, by)), key(one.name))
    ]


def _country_of(order: Document) -> str:
    party = order.get("ship_to") or order.get("customer") or {}
    return str((party.get("address") or {}).get("country") or "").upper()


def _check_currency(order: Document, known: Directory) -> list[Fault]:
    code = order.get("currency")
    if code:
        if code not in known.currencies:
            return [Fault("unknown", "currency", str(code))]
        return []
    told = [
        row
        for row in (*(order.get("lines") or ()), *(order.get("allowances") or ()))
        if row.get("unit_price") or row.get("amount")
    ]
    # An amount without currency could be any amount.
    return [Fault("missing", "currency")] if told else []


def _check_totals(order: Document) -> list[Fault]:
    """Lines that do not add up to the total told: one of the two is wrong."""
    told = decimal((order.get("totals") or {}).get("lines"))
    amounts = [decimal(row.get("amount")) for row in order.get("lines") or ()]
    if told is None or not amounts or None in amounts:
        return []
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    if total == told:
        return []
    return [Fault("total", "totals.lines", str(told), expected=str(total))]


# ------------------------------------------------------------------- prices
def check_price(
    line: Line, ours: Decimal, tolerance: Decimal, rounding: Decimal
) -> Fault | None:
    """A fault when the price told is off ours by more than ``tolerance`` percent.

    ``ours`` is the net price of one unit. Both are compared after the discount and in
    steps of ``rounding``: half a cent is no difference.
    """
    if line.price is None:
        return None
    told = line.price * (1 - line.discount / 100)
    allowed = max(abs(ours) * tolerance / 100, rounding / 2)
    if abs(told - ours) <= allowed:
        return None
    return Fault(
        "price",
        f"lines[{line.index}].unit_price",
        _money(told),
        line.number,
        line.sku,
        _money(ours),
    )


def check_amount(row: Document, line: Line, rounding: Decimal) -> Fault | None:
    """A fault when price times quantity is not the amount told with it."""
    amount = decimal(row.get("amount"))
    if amount is None or line.price is None:
        return None
    ours = line.price * line.quantity * (1 - line.discount / 100)
    if abs(amount - ours) <= rounding:
        return None
    field = f"lines[{line.index}].amount"
    return Fault("amount", field, str(amount), line.number, line.sku, _money(ours))


def check_taxes(line: Line, rates: list[Decimal]) -> Fault | None:
    """A fault when the tax rates told are not those we would bill."""
    told = [decimal(tax.get("rate")) for tax in line.taxes]
    if not told or None in told:
        return None
    if sum(filter(None, told), Decimal(0)) == sum(rates, Decimal(0)):
        return None
    field = f"lines[{line.index}].taxes"
    value = " + ".join(f"{rate:f} %" for rate in told if rate is not None)
    ours = " + ".join(f"{rate:f} %" for rate in rates) or "0 %"
    return Fault("tax", field, value, line.number, line.sku, ours)


def _money(value: Decimal) -> str:
    text = f"{value:.4f}"
    return text[:-2] if text.endswith("00") else text


# --------------------------------------------------------------- told again
def ordered(order: Document) -> dict[str, Any]:
    """What is ordered, without what may differ between two tellings of it."""
    return {
        name: part
        for name, value in order.items()
        if name not in _NOT_ORDERED and (part := _plain(value)) not in (None, [], {})
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        parts = {name: _plain(part) for name, part in value.items()}
        return {
            name: part for name, part in parts.items() if part not in (None, [], {})
        }
    if isinstance(value, list):
        return [_plain(part) for part in value]
    number = decimal(value) if isinstance(value, str) else None
    # "4" and "4.00" order the same; a number with leading zeros is a code.
    if number is None or _LEADING_ZEROS.match(value):
        return value
    return format(number.normalize(), "f")


def differences(before: Document, after: Document, prefix: str = "") -> list[str]:
    """Names of the fields in which two tellings differ, lines by their number."""
    first = ordered(before) if not prefix else before
    second = ordered(after) if not prefix else after
    found = []
    for name in sorted({*first, *second}):
        one, other = first.get(name), second.get(name)
        if one == other:
            continue
        if name == "lines" and not prefix:
            found += _line_differences(one or [], other or [])
        elif isinstance(one, dict) and isinstance(other, dict):
            found += differences(one, other, f"{prefix}{name}.")
        else:
            found.append(f"{prefix}{name}")
    return found


def _line_differences(before: list[Any], after: list[Any]) -> list[str]:
    first = {str(row.get("line")): row for row in before}
    second = {str(row.get("line")): row for row in after}
    found = []
    for number in sorted({*first, *second}):
        if number not in first or number not in second:
            found.append(f"line {number}")
        else:
            found += differences(first[number], second[number], f"line {number}: ")
    return found
