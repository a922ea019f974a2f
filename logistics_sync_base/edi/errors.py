# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Refusals and faults of EDI documents, each with its place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["error", "warning", "info"]


class EdiError(ValueError):
    """The data cannot be read or written as EDI at all.

    ``segment_index`` counts segments of the interchange from 0, ``element`` counts
    from 1 as in the standard; both are None where there is no such place.
    """

    def __init__(
        self,
        code: str,
        message: str,
        remedy: str,
        segment_index: int | None = None,
        segment: str | None = None,
        element: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.segment_index = segment_index
        self.segment = segment
        self.element = element


class X12Error(EdiError):
    """The data cannot be read or written as X12 at all."""


class DocumentError(EdiError):
    """An object does not fit the definition of the document it shall become."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a document that could still be read.

    ``segment_index`` counts segments of the interchange from 0 (the ISA),
    ``element`` from 1; ``group`` and ``transaction`` are positions from 0 of the
    group in the interchange and the transaction in its group.
    """

    code: str
    level: Level
    segment_index: int | None
    segment: str
    element: int | None
    value: str
    message: str
    group: int | None = None
    transaction: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """The fault as a JSON object."""
        return asdict(self)


def errors(faults: list[Fault]) -> list[Fault]:
    """The faults that make a document doubtful, without warnings and remarks."""
    return [fault for fault in faults if fault.level == "error"]
