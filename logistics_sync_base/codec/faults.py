# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What came out of a translation, and what was wrong with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One canonical field that could not be filled as its rule says.

    ``expression`` tells where the value was looked for, ``value_class`` what kind of
    value was found, never the value. A fault ``unknown_code`` names the partner's
    code in ``external_code``, since the remedy is a row of the code map.
    """

    code: str
    field: str
    expression: str
    value_class: str
    message: str
    remedy: str
    level: Literal["error", "warning"] = "error"
    kind: str | None = None
    external_code: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fault as a JSON object."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class MappedItem:
    """One event of a document.

    ``canonical`` is None when the item has no shape at all; with error faults it is
    filled as far as known. ``source`` keeps the partner's own code, reason and time.
    """

    canonical: dict[str, Any] | None
    source: dict[str, Any]
    faults: tuple[FieldFault, ...]
    position: int

    @property
    def errors(self) -> tuple[FieldFault, ...]:
        """The faults that stop this item."""
        return tuple(fault for fault in self.faults if fault.level == "error")


def unknown_code(kind: str, external_code: str, field: str, where: str) -> FieldFault:
    """The fault of a code that no code map knows."""
    return FieldFault(
        "unknown_code",
        field,
        where,
        f"text of {len(external_code)} characters",
        f"The {kind} code {external_code!r} is not in the code map.",
        f"Add the code to the code map (kind {kind}) and process the event again.",
        kind=kind,
        external_code=external_code,
    )
