# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a code of a partner means here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class CodeMatch(NamedTuple):
    """Our code for a partner's code; a classifier when the code implies one."""

    code: str
    classifier: str | None = None


# (kind, partner code) -> match or None. Kinds: milestone, reason, carrier, uom,
# classifier, or any kind a code map has rows for.
CodeLookup = Callable[[str, str], CodeMatch | None]


def no_codes(kind: str, code: str) -> CodeMatch | None:
    """A lookup that knows no code."""
    return None
