# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of two marks of a partner's list is the later one."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

# Bounded, as each mark comes from outside.
_NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?", re.ASCII)


def get_later(one: str | None, other: str | None) -> str | None:
    """The later of two marks as it was written; None stands for no mark at all.

    Two numbers are compared as numbers and two moments of ISO 8601 as moments, as long
    as both or neither of them name their offset. Everything else is compared as text.
    """
    if not one or not other:
        return one or other or None
    for read in (_read_number, _read_moment):
        values = read(one), read(other)
        if None not in values and _are_comparable(*values):
            # The same one written in two ways: the text decides, whichever came first.
            return max((values[0], one), (values[1], other))[1]
    return max(one, other)


def _read_number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _are_comparable(one: Decimal | datetime, other: Decimal | datetime) -> bool:
    """Without an offset nobody knows whether a moment was before another's."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return (one.tzinfo is None) == (other.tzinfo is None)
    return True
