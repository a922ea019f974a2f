# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a document says of its own content, beside what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# So many places that do not agree are listed one by one.
LISTED = 20


class UncomparableError(ValueError):
    """A part tells no number, so that nobody can say what the document holds."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One control: ``kind`` is count, amount, lines, segments, messages or groups.

    ``place`` is where it stands, ``where`` which of several such places. ``said`` is
    None where the document is silent although it has to say it.
    """

    kind: str
    place: str
    said: Decimal | None
    found: Decimal
    where: str = ""

    @property
    def is_even(self) -> bool:
        """Whether content and trailer agree; silence does not."""
        return self.said == self.found


def condense(controls: Iterable[Declared]) -> list[Declared]:
    """One line for all places of a kind that agree, one each for those that do not.

    What agrees is added up, so that a file of a thousand documents is one line. Sums
    never hide a difference: two wrong places that make up for each other are two lines.
    """
    even: dict[tuple[str, str], list[Declared]] = {}
    wrong: list[Declared] = []
    for control in controls:
        if control.is_even:
            even.setdefault((control.kind, control.place), []).append(control)
        else:
            wrong.append(control)
    lines = [_add_up(found) for found in even.values()]
    return lines + wrong[:LISTED]


def _add_up(found: list[Declared]) -> Declared:
    first = found[0]
    if len(found) == 1:
        return first
    total = sum((control.found for control in found), Decimal(0))
    return Declared(first.kind, first.place, total, total, f"{len(found)} times")
