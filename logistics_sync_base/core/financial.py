# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which fields and codes decide about money, however a document is nested."""

from __future__ import annotations

import re

# Kinds of codes whose meaning decides what is billed, taxed, booked or to whom.
KINDS = frozenset({"tax", "charge", "cost_center", "currency", "reference"})
_WORDS = (
    r"tax|vat|gst|duty|freight|charge|allowance|discount|surcharge|accessorial"
    r"|amount|price|rate|total|net|payable|prepaid|fee|cost|currency|account"
    r"|bank|iban|bic|payment|remit|invoice|customer_order|purchase_order"
    r"|customer_reference|contract|due_date|bill_to|incoterm|terms"
)
_FIELD = re.compile(rf"(^|[._\[\]])({_WORDS})(e?s)?($|[._\[\]])", re.IGNORECASE)


def is_financial(field: str, kind: str | None = None) -> bool:
    """Whether a rule for this field, or a code of this kind, touches money.

    That is tax, freight and other charges, amounts, references of the customer, and
    whatever decides who is billed, paid or where it is posted.
    """
    return kind in KINDS or bool(_FIELD.search(field or ""))
