# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How much a question matters to the business: money, customer, day, then kind."""

from __future__ import annotations

from decimal import Decimal

AMOUNT_MOST = 50
SEVERITY_POINTS = {"0": 0, "1": 5, "2": 10, "3": 20}
KEY_CUSTOMER_POINTS = 15
# (most days left, points), the nearest first; below zero the day is over.
DUE_POINTS = ((-1, 15), (1, 12), (3, 8), (7, 4))


def score(
    amount: Decimal, severity: str, key_customer: bool, days_left: int | None
) -> int:
    """0 (does not matter) to 100, the higher the sooner.

    ``amount`` is in company currency; ten times the money is ten points more, so that
    one large invoice does not hide all others. ``days_left`` is None where no day is
    known: that says nothing, neither that there is time nor that there is none.
    """
    return (
        _of_amount(amount)
        + SEVERITY_POINTS.get(severity, 0)
        + (KEY_CUSTOMER_POINTS if key_customer else 0)
        + _of_day(days_left)
    )


def _of_amount(amount: Decimal) -> int:
    if not amount.is_finite() or amount <= 0:
        return 0
    return min(AMOUNT_MOST, round(10 * (1 + amount / 10).log10()))


def _of_day(days_left: int | None) -> int:
    if days_left is None:
        return 0
    return next((points for most, points in DUE_POINTS if days_left <= most), 0)
