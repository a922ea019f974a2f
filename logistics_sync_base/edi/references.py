# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reference qualifiers and marks of X12, in our words.

Qualifiers are those of data element 128 as logistics partners use them in the sets
214 and 856; a partner that uses others gets an own table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .reader import element

# Earlier qualifiers of a field win over later ones.
REFERENCE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "tracking_number": ("2I", "TN", "CAT"),
    "pro_number": ("CN", "PRO"),
    "bill_of_lading": ("BM", "BL", "MB"),
    "order": ("PO", "CO", "VN", "IL", "ON"),
    "delivery": ("DO", "PK", "SI", "KK"),
    "shipment": ("SID", "LO", "MA"),
}
FIELD_OF_QUALIFIER: Mapping[str, str] = {
    qualifier: field
    for field, qualifiers in REFERENCE_FIELDS.items()
    for qualifier in qualifiers
}
# Marks (element 88): a carrier's package number, and serial container codes.
TRACKING_MARKS = frozenset(("CP",))
CONTAINER_MARKS = frozenset(("GM", "AA"))
# UPS numbers are recognisable under any qualifier.
_UPS_NUMBER = re.compile(r"1Z[0-9A-Z]{16}", re.ASCII)


def references_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Canonical reference fields of (qualifier, value) pairs."""
    best: dict[str, tuple[int, str]] = {}
    for qualifier, value in pairs:
        field = FIELD_OF_QUALIFIER.get(qualifier)
        if field is None or not value:
            continue
        rank = REFERENCE_FIELDS[field].index(qualifier)
        if field not in best or rank < best[field][0]:
            best[field] = (rank, value)
    return {field: value for field, (_rank, value) in best.items()}


def marks(segment: list[str]) -> list[tuple[str, str]]:
    """(qualifier, mark) pairs of a MAN segment."""
    pairs = ((element(segment, n), element(segment, n + 1).strip()) for n in (1, 4))
    return [(qualifier.strip(), mark) for qualifier, mark in pairs if mark]


def is_tracking(qualifier: str, mark: str) -> bool:
    """True when a mark is a tracking number."""
    return qualifier in TRACKING_MARKS or bool(_UPS_NUMBER.fullmatch(mark))
