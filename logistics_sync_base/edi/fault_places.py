# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where in a transaction set a fault is."""

from __future__ import annotations

from .errors import Fault
from .reader import Transaction, element


def fault_in(
    transaction: Transaction,
    code: str,
    place: int,
    segment: list[str],
    number: int | None,
    message: str,
    level: str = "error",
) -> Fault:
    """A fault of one segment; ``number`` is its element, None for all of it."""
    return Fault(
        code,
        level,
        place,
        segment[0][:3],
        number,
        element(segment, number).strip() if number else "",
        message,
        transaction.group_index,
        transaction.index,
    )
