# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines and charges of an inbound order: which product, how much, at what price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .order_terms import Directory, Document, Fault, Line, Product, decimal, key

# How the three numbers of a product are told, and how far each is to be trusted:
# the buyer's own number means nothing to us until somebody said so.
_NUMBERS = ("sku", "gtin", "buyer_sku")


def resolve_lines(order: Document, known: Directory) -> tuple[list[Line], list[Fault]]:
    """The lines of an order, and everything that is wrong with any of them."""
    lines, faults = [], []
    told = order.get("lines") or []
    if not told:
        faults.append(Fault("no_lines", "lines"))
    for index, row in enumerate(told):
        line, found = _resolve_line(index, row, known)
        faults += found
        if line:
            lines.append(line)
    return lines, faults


def _resolve_line(
    index: int, row: Document, known: Directory
) -> tuple[Line | None, list[Fault]]:
    place = f"lines[{index}]"
    number = str(row.get("line") or index + 1)
    sku = _called(row)
    product, faults = _find_product(place, row, known)
    quantity = decimal(row.get("quantity"))
    if quantity is None or quantity <= 0:
        told = str(row.get("quantity") or "")
        faults.append(Fault("not_positive", f"{place}.quantity", told))
    unit = None
    if product:
        unit, found = _find_unit(place, row, product, known)
        faults += found
    price = _price_of(row, quantity)
    if price is not None and price < 0:
        faults.append(Fault("negative", f"{place}.unit_price", str(price)))
    faults = [
        Fault(
            fault.code,
            fault.field,
            fault.value,
            number,
            sku,
            fault.expected,
            fault.kind,
        )
        for fault in faults
    ]
    if faults or not product or unit is None or quantity is None:
        return None, faults
    return Line(
        number,
        sku,
        product.id,
        unit,
        quantity,
        price,
        decimal(row.get("discount_percent")) or Decimal(0),
        row.get("description"),
        row.get("requested_delivery_date"),
        row.get("lot"),
        list(row.get("taxes") or ()),
        index,
    ), []


def _called(row: Document) -> str:
    return next((str(row[name]) for name in _NUMBERS if row.get(name)), "")


def _price_of(row: Document, quantity: Decimal | None) -> Decimal | None:
    """What one unit costs before the discount, from the amount if only that is told."""
    price = decimal(row.get("unit_price"))
    amount = decimal(row.get("amount"))
    if price is not None or amount is None or not quantity:
        return price
    kept = 1 - (decimal(row.get("discount_percent")) or Decimal(0)) / 100
    return amount / quantity / kept if kept > 0 else None


def _find_product(
    place: str, row: Document, known: Directory
) -> tuple[Product | None, list[Fault]]:
    """The one product that all numbers told of a line agree on."""
    found: dict[int, Product] = {}
    faults = []
    for name in _NUMBERS:
        value = str(row.get(name) or "").strip()
        if not value:
            continue
        candidates = list(_candidates(name, value, known))
        if len({product.id for product in candidates}) > 1:
            names = ", ".join(sorted({product.name for product in candidates}))
            faults.append(Fault("ambiguous", f"{place}.{name}", value, expected=names))
        found.update((product.id, product) for product in candidates[:1])
    if faults:
        return None, faults
    if not found:
        name = next((name for name in _NUMBERS if row.get(name)), None)
        if name is None:
            return None, [Fault("missing", f"{place}.sku")]
        value = str(row[name]).strip()
        return None, [Fault("unknown", f"{place}.{name}", value, kind="product")]
    if len(found) > 1:
        names = ", ".join(sorted(product.name for product in found.values()))
        return None, [
            Fault("contradiction", f"{place}.sku", _called(row), expected=names)
        ]
    product = next(iter(found.values()))
    if not product.active:
        return None, [
            Fault("archived", f"{place}.sku", _called(row), expected=product.name)
        ]
    if not product.sellable:
        return None, [
            Fault("not_sold", f"{place}.sku", _called(row), expected=product.name)
        ]
    return product, []


def _candidates(name: str, value: str, known: Directory) -> Iterator[Product]:
    """What a number can mean: what a person said goes before what looks alike."""
    product_id = known.references.get(("product", value))
    if product_id in known.products_by_id:
        yield known.products_by_id[product_id]
        return
    meaning = known.meaning("product", value)
    if meaning:
        yield from known.products.get(key(meaning), ())
    elif name != "buyer_sku":
        yield from _living(known.products.get(key(value), []))


def _living(products: list[Product]) -> list[Product]:
    """Those in use; an archived one only counts where nothing else has the number."""
    return [product for product in products if product.active] or products


def _find_unit(
    place: str, row: Document, product: Product, known: Directory
) -> tuple[int | None, list[Fault]]:
    code = str(row.get("uom") or "").strip()
    if not code:
        return product.unit_id, []
    meaning = known.meaning("uom", code)
    for name in filter(None, (meaning, code)):
        if key(name) in product.units:
            return product.units[key(name)], []
        if meaning:
            break
    expected = product.name
    return None, [Fault("unit", f"{place}.uom", code, expected=expected, kind="uom")]


def resolve_charges(
    order: Document, known: Directory
) -> tuple[list[Line], list[Fault]]:
    """Allowances and charges beside the lines: money that must not get lost."""
    lines, faults = [], []
    for index, row in enumerate(order.get("allowances") or ()):
        place = f"allowances[{index}]"
        amount = decimal(row.get("amount"))
        code = str(row.get("code") or row.get("description") or "").strip()
        if amount is None:
            faults.append(Fault("missing", f"{place}.amount"))
            continue
        if not amount:
            continue
        meaning = known.meaning("charge", code)
        products = known.products.get(key(meaning), []) if meaning else []
        if len(products) != 1 or not products[0].active:
            field = f"{place}.code" if row.get("code") else f"{place}.description"
            faults.append(Fault("unknown", field, code, kind="charge"))
            continue
        sign = -1 if row.get("kind") == "allowance" else 1
        lines.append(
            Line(
                f"allowance {index + 1}",
                code,
                products[0].id,
                products[0].unit_id,
                Decimal(1),
                sign * amount,
                Decimal(0),
                row.get("description"),
                index=index,
            )
        )
    return lines, faults
