# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which elements of which segments a ship notice (set 856) uses, for both ways."""

from __future__ import annotations

from typing import Any, NamedTuple

from .reader import Segment, element


class Form(NamedTuple):
    """One segment: the key of its values in a level and the element of each value."""

    key: str
    elements: dict[str, int]
    many: bool = False


# In the order of the HL loop of the set.
FORMS: dict[str, Form] = {
    "SN1": Form(
        "shipped",
        {"line": 1, "quantity": 2, "unit": 3, "ordered": 5, "ordered_unit": 6},
    ),
    "PRF": Form("order", {"number": 1, "release": 2, "date": 4, "contract": 6}),
    "PO4": Form(
        "packing",
        {
            "pack": 1,
            "size": 2,
            "size_unit": 3,
            "packaging": 4,
            "weight_qualifier": 5,
            "weight": 6,
            "weight_unit": 7,
            "inner": 14,
        },
    ),
    "PID": Form("descriptions", {"type": 1, "text": 5}, many=True),
    "TD1": Form(
        "lading",
        {
            "packaging": 1,
            "quantity": 2,
            "commodity": 5,
            "weight_qualifier": 6,
            "weight": 7,
            "weight_unit": 8,
            "volume": 9,
            "volume_unit": 10,
        },
        many=True,
    ),
    "TD5": Form(
        "routing",
        {
            "sequence": 1,
            "qualifier": 2,
            "carrier": 3,
            "method": 4,
            "text": 5,
            "status": 6,
            "service": 12,
        },
        many=True,
    ),
    "TD3": Form(
        "equipment",
        {"type": 1, "initial": 2, "number": 3, "seal": 9},
        many=True,
    ),
    "REF": Form(
        "references", {"qualifier": 1, "value": 2, "description": 3}, many=True
    ),
    "DTM": Form(
        "dates", {"qualifier": 1, "date": 2, "time": 3, "time_code": 4}, many=True
    ),
    "FOB": Form("payment", {"method": 1}),
}
PARTY = {"role": 1, "name": 2, "qualifier": 3, "code": 4}
STREET = {"street": 1, "street2": 2}
CITY = {
    "city": 1,
    "state": 2,
    "postal_code": 3,
    "country": 4,
    "location_qualifier": 5,
    "location": 6,
}


def values_of(segment: Segment, elements: dict[str, int]) -> dict[str, str]:
    """The named values of a segment, without empty ones."""
    found = {name: element(segment, place).strip() for name, place in elements.items()}
    return {name: value for name, value in found.items() if value}


def segment_of(name: str, values: dict[str, Any], elements: dict[str, int]) -> Segment:
    """The segment of named values: the inverse of :func:`values_of`."""
    segment = [name] + [""] * max(elements.values())
    for key, place in elements.items():
        segment[place] = str(values.get(key) or "")
    while len(segment) > 1 and not segment[-1]:
        segment.pop()
    return segment


def pairs_of(segment: Segment, start: int) -> list[list[str]]:
    """[qualifier, value] pairs of a segment from an element on, as in LIN and MAN."""
    parts = [part.strip() for part in segment[start:]]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return [[qualifier, value] for qualifier, value in pairs if value]
