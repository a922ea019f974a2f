# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which shipment a set of references means.

Every reference that is known votes; the first match never wins over a contradiction.
"""

from collections.abc import Iterable
from dataclasses import dataclass

FOUND = "found"
UNKNOWN = "unknown"
NOT_SHIPPED = "not_shipped"
CONFLICT = "conflict"
AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Clue:
    """One reference and the shipments it can mean.

    ``shipments`` is None when the reference is unknown to us, and empty when its
    document is known but was not shipped yet.
    """

    kind: str
    value: str
    shipments: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    result: str
    shipment: int | None = None
    candidates: frozenset[int] = frozenset()
    against: tuple[Clue, ...] = ()


def decide(clues: Iterable[Clue]) -> Verdict:
    """Weigh all clues together."""
    known = [clue for clue in clues if clue.shipments is not None]
    if not known:
        return Verdict(UNKNOWN)
    common = frozenset.intersection(*(clue.shipments for clue in known))
    if len(common) == 1:
        return Verdict(FOUND, shipment=next(iter(common)), candidates=common)
    if common:
        return Verdict(AMBIGUOUS, candidates=common)
    if not any(clue.shipments for clue in known):
        return Verdict(NOT_SHIPPED)
    return Verdict(CONFLICT, against=_contradiction(known))


def _contradiction(known: list[Clue]) -> tuple[Clue, ...]:
    """Two references that exclude each other, or all of them if only together."""
    for index, first in enumerate(known):
        for second in known[index + 1 :]:
            if not first.shipments & second.shipments:
                return first, second
    return tuple(known)
