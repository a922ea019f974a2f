# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""HTTP header access whatever holds the headers."""

from __future__ import annotations

from collections.abc import Mapping


def header(headers: Mapping[str, str], name: str) -> str:
    """Value of the header ``name`` (lower case), stripped; empty when missing.

    Works for a plain dict in any case and for a case-insensitive mapping.
    """
    value = headers.get(name)
    if value is None:
        pairs = headers.items()
        value = next((text for key, text in pairs if key.lower() == name), None)
    return (value or "").strip()
