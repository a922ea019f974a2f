# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an inbound order is checked against, and what the check says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Document = Mapping[str, Any]

# Units are codes of UN/ECE Recommendation 20 or X12 355: compared without case.
FOLDED_KINDS = ("uom", "currency")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps an order from being taken.

    ``code`` names the rule broken, ``field`` the place in the canonical order and
    ``expected`` what Odoo knows. ``kind`` is set where a code of the partner has no
    meaning yet, so that a person can give it one.
    """

    code: str
    field: str
    value: str = ""
    line: str | None = None
    sku: str | None = None
    expected: str = ""
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A product that may be meant; ``units`` is {unit name or code: unit id}."""

    id: int
    name: str
    active: bool
    sellable: bool
    unit_id: int
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or one of its addresses; ``root`` is the company it belongs to."""

    id: int
    root: int
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Method:
    """A delivery method: who carries, at which level; without countries: to all."""

    id: int
    name: str
    carrier: str
    service: str
    countries: frozenset[str] = frozenset()


@dataclass(slots=True)
class Directory:
    """All master data a set of orders of one connector may touch, by its codes.

    ``references`` is {(kind, partner code): record id}, ``codes`` is {(kind, partner
    code): our code}; the rest is {our code: records}, keys in lower case.
    """

    references: dict[tuple[str, str], int] = field(default_factory=dict)
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    products: dict[str, list[Product]] = field(default_factory=dict)
    products_by_id: dict[int, Product] = field(default_factory=dict)
    parties: dict[str, list[Party]] = field(default_factory=dict)
    tax_ids: dict[str, list[Party]] = field(default_factory=dict)
    parties_by_id: dict[int, Party] = field(default_factory=dict)
    warehouses: dict[str, list[int]] = field(default_factory=dict)
    methods: list[Method] = field(default_factory=list)
    countries: dict[str, int] = field(default_factory=dict)
    states: dict[tuple[str, str], int] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)
    incoterms: dict[str, int] = field(default_factory=dict)
    own_customer: Party | None = None

    def meaning(self, kind: str, code: str) -> str | None:
        """Our code for a code of the partner, or None when nobody gave it one."""
        if kind in FOLDED_KINDS:
            return self.codes.get((kind, code)) or self.codes.get((kind, code.upper()))
        return self.codes.get((kind, code))


@dataclass(slots=True)
class Line:
    """A line that can be ordered: prices without tax, for one of ``unit_id``."""

    number: str
    sku: str
    product_id: int
    unit_id: int
    quantity: Decimal
    price: Decimal | None
    discount: Decimal
    description: str | None = None
    wanted_on: str | None = None
    lot: str | None = None
    taxes: list[Document] = field(default_factory=list)
    index: int = 0


@dataclass(slots=True)
class Plan:
    """An order as it can be made; what is not told is None."""

    customer_id: int | None = None
    bill_to_id: int | None = None
    ship_to_id: int | None = None
    new_address: dict[str, Any] | None = None
    warehouse_id: int | None = None
    method_id: int | None = None
    incoterm_id: int | None = None
    lines: list[Line] = field(default_factory=list)
    charges: list[Line] = field(default_factory=list)


def key(code: Any) -> str:
    """A code without outer spaces and case, as keys of the directory have it."""
    return str(code or "").strip().lower()


def tax_key(number: Any) -> str:
    """A tax number without what people put between its parts."""
    return "".join(char for char in str(number or "") if char.isalnum()).upper()


def decimal(value: Any) -> Decimal | None:
    """A finite decimal, or None when nothing (usable) was told."""
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
