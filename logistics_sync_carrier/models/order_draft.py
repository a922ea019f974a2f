# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from typing import Any

from ..core.order_terms import Fault, Plan


@dataclass(slots=True)
class OrderDraft:
    """One order on its way from an event to a sales order.

    ``record`` is the sales order once it is there; ``pricelist``, ``currency`` and
    ``fiscal_position`` are records Odoo would use for it.
    """

    event_id: int
    number: str
    order: dict[str, Any]
    plan: Plan = field(default_factory=Plan)
    faults: list[Fault] = field(default_factory=list)
    record: Any = None
    pricelist: Any = None
    currency: Any = None
    fiscal_position: Any = None
