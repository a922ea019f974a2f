# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which documents matter for a closing or a payment run: by kind, amount, due date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

# (amount, ISO 4217 code) → the amount in the currency of the limit; None: unknown.
Converter = Callable[[Decimal, str], Decimal | None]


@dataclass(frozen=True)
class Scope:
    """What a document must be; None and an empty set leave a question out.

    ``least`` is an amount, compared without its sign: a credit note counts like an
    invoice. ``due_by`` is the last due date that counts.
    """

    kinds: frozenset[str] = frozenset()
    least: Decimal | None = None
    due_by: date | None = None

    @property
    def needs_document(self) -> bool:
        """Whether a document has to be read to know if it belongs."""
        return bool(self.kinds) or self.least is not None or self.due_by is not None

    def holds(self, canonical: Mapping[str, Any], convert: Converter) -> bool:
        """Whether a canonical document belongs; what it does not tell never counts."""
        if self.kinds and canonical.get("event_type") not in self.kinds:
            return False
        if self.due_by is not None:
            due = due_date(canonical)
            if due is None or due > self.due_by:
                return False
        if self.least is None:
            return True
        amount = total(canonical)
        if amount is None:
            return False
        known = convert(abs(amount), str(canonical.get("currency") or ""))
        return known is not None and known >= self.least


def total(canonical: Mapping[str, Any]) -> Decimal | None:
    """What the document is about in money, in its own currency."""
    totals = canonical.get("totals")
    told = totals.get("total") if isinstance(totals, Mapping) else None
    told = canonical.get("amount") if told is None else told
    if isinstance(told, bool | float) or told is None:
        return None
    try:
        amount = Decimal(str(told))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def due_date(canonical: Mapping[str, Any]) -> date | None:
    """When it has to be paid."""
    try:
        return date.fromisoformat(str(canonical.get("due_date") or "")[:10])
    except ValueError:
        return None
