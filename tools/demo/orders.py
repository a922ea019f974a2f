# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The forty orders, and what each must have become at the end of the day.

The last column is written by hand from the story of the order, never read from the
system: it is what the day is checked against.
"""

from dataclasses import dataclass, replace

from .catalogue import PRODUCTS

Lines = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Part:
    """A shipment that must exist at the end: where it is and what its invoice does.

    ``invoice`` is posted, draft, to_approve, waiting or failed.
    """

    status: str
    invoice: str
    lines: Lines = ()


@dataclass(frozen=True)
class Order:
    """One confirmed order; ``shipped`` ones left in Odoo before the day begins."""

    key: str
    customer: str
    lines: Lines
    carrier: str
    warehouse: str = "own"
    shipped: bool = False
    parcel: str | None = None
    parts: tuple[Part, ...] = ()

    def goods(self, part: Part) -> Lines:
        """What is in one of its shipments."""
        return part.lines or self.lines

    def net(self, part: Part) -> float:
        """What one of its shipments costs without tax."""
        return sum(PRODUCTS[sku][1] * quantity for sku, quantity in self.goods(part))


def parcel(carrier: str, number: int) -> str:
    """A tracking number in the carrier's own style."""
    if carrier == "nordpost":
        return f"NP{7000000 + number * 37}DE"
    return f"SWL{100000000 + number * 7919}"


def _orders(carrier, warehouse, shipped, rows):
    for number, (key, customer, lines, parts) in enumerate(rows, start=1):
        has_parcel = shipped or warehouse == "3pl"
        offset = 50 if warehouse == "3pl" else 0
        yield Order(
            key,
            customer,
            lines,
            carrier,
            warehouse,
            shipped,
            parcel(carrier, number + offset) if has_parcel else None,
            parts,
        )


def _part(status, invoice, *lines):
    return (Part(status, invoice, lines),)


DELIVERED, MOVING, OUT = "delivered", "in_transit", "out_for_delivery"
PLANNED, PROBLEM = "planned", "exception"

_SWIFTLINE = (
    ("S1", "books", (("LAMP-01", 2),), _part(DELIVERED, "posted")),
    ("S2", "clinic", (("CHAIR-02", 1),), _part(DELIVERED, "posted")),
    ("S3", "clinic", (("SHELF-04", 2),), _part(OUT, "waiting")),
    ("S4", "hotel", (("DESK-03", 1),), _part(DELIVERED, "draft")),
    ("S5", "hotel", (("RUG-05", 1),), _part(DELIVERED, "waiting")),
    ("S6", "books", (("MUG-06", 24), ("LAMP-01", 1)), _part(DELIVERED, "posted")),
    ("S7", "cafe", (("MUG-06", 6),), _part(MOVING, "posted")),
    ("S8", "wholesale", (("DESK-03", 4),), _part(MOVING, "to_approve")),
    ("S9", "clinic", (("LAMP-01", 3),), _part(MOVING, "waiting")),
)
_NORDPOST = (
    ("N1", "atelier", (("LAMP-01", 4),), _part(DELIVERED, "posted")),
    ("N2", "atelier", (("CHAIR-02", 2),), _part(MOVING, "waiting")),
    ("N3", "school", (("RUG-05", 1),), _part(MOVING, "posted")),
    ("N4", "interiors", (("SHELF-04", 1),), _part(DELIVERED, "posted")),
    ("N5", "atelier", (("MUG-06", 12),), _part(MOVING, "waiting")),
    ("N6", "school", (("LAMP-01", 1), ("MUG-06", 4)), _part(DELIVERED, "posted")),
    ("N7", "atelier", (("SHELF-04", 1),), _part(PROBLEM, "waiting")),
)
_DEPOT_SWIFTLINE = (
    ("T1", "books", (("LAMP-01", 1),), _part(DELIVERED, "posted")),
    ("T2", "clinic", (("CHAIR-02", 2),), _part(DELIVERED, "posted")),
    ("T3", "hotel", (("LAMP-01", 6),), _part(DELIVERED, "draft")),
    ("T5", "cafe", (("MUG-06", 10),), _part(MOVING, "posted", ("MUG-06", 6))),
    (
        "T6",
        "clinic",
        (("MUG-06", 10),),
        (
            Part(DELIVERED, "posted", (("MUG-06", 4),)),
            Part(MOVING, "waiting", (("MUG-06", 6),)),
        ),
    ),
    ("T7", "books", (("SHELF-04", 1),), _part(MOVING, "posted")),
    ("T8", "cafe", (("RUG-05", 1),), ()),
    ("T9", "books", (("MUG-06", 10),), ()),
    ("T10", "wholesale", (("LAMP-01", 10),), _part(MOVING, "posted")),
    ("T12", "clinic", (("DESK-03", 1),), ()),
)
_DEPOT_NORDPOST = (
    ("T4", "interiors", (("LAMP-01", 2), ("MUG-06", 12)), _part(MOVING, "posted")),
    ("T11", "atelier", (("CHAIR-02", 1),), _part(DELIVERED, "posted")),
)
_FREIGHT = (
    ("L1", "wholesale", (("DESK-03", 10),), _part(DELIVERED, "to_approve")),
    ("L2", "wholesale", (("SHELF-04", 5),), _part(MOVING, "posted")),
    ("L3", "hotel", (("DESK-03", 3),), _part(DELIVERED, "waiting")),
    ("L4", "interiors", (("CHAIR-02", 20),), _part(MOVING, "posted")),
    ("L5", "books", (("SHELF-04", 10),), _part(MOVING, "posted", ("SHELF-04", 6))),
    ("L6", "clinic", (("DESK-03", 2),), _part(MOVING, "waiting")),
)
# Nobody says anything about these today; two left without a tracking number.
_SILENT = (
    ("R1", "cafe", (("LAMP-01", 1),), ()),
    ("R2", "school", (("CHAIR-02", 3),), ()),
    ("R3", "books", (("CLOCK-07", 2),), ()),
    ("R6", "interiors", (("RUG-05", 2), ("SHELF-04", 2)), ()),
)
_SILENT_SHIPPED = (
    ("R4", "cafe", (("MAT-08", 2),), _part(PLANNED, "failed")),
    ("R5", "atelier", (("LAMP-01", 2),), _part(PLANNED, "waiting")),
)


def _without_parcel(orders):
    return (replace(order, parcel=None) for order in orders)


ORDERS: dict[str, Order] = {
    order.key: order
    for order in (
        *_orders("swiftline", "own", True, _SWIFTLINE),
        *_orders("nordpost", "own", True, _NORDPOST),
        *_orders("swiftline", "3pl", False, _DEPOT_SWIFTLINE),
        *_orders("nordpost", "3pl", False, _DEPOT_NORDPOST),
        *_orders("ironbridge", "own", False, _FREIGHT),
        *_orders("swiftline", "own", False, _SILENT),
        *_without_parcel(_orders("swiftline", "own", True, _SILENT_SHIPPED)),
    )
}
