# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """What one ship notice takes from the open moves of one order.

    ``shipment`` is the one that another order of the same notice made before.
    ``parts`` holds (canonical package or None, {move id: quantity}); ``lots`` holds
    {product id: {lot name: quantity}}.
    """

    event: Any
    order: Any
    parts: list[tuple[dict | None, dict[int, Decimal]]]
    lots: dict[int, dict[str, Decimal]]
    shipment: Any = None

    def get_quantities(self) -> dict[int, Decimal]:
        """{move id: quantity} over all packages."""
        totals: dict[int, Decimal] = {}
        for _parcel, taken in self.parts:
            for move_id, quantity in taken.items():
                totals[move_id] = totals.get(move_id, Decimal(0)) + quantity
        return totals
