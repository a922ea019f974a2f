# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a partner's picture of a shipment differs from ours."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .ranking import ACTUAL, Kind, key_of

SNAPSHOT = "status_snapshot"
AHEAD = "ahead"
BEHIND = "behind"
# What releases money or goods is missed even where the status looks the same.
WEIGHTY = frozenset({"pod_received", "export_cleared", "customs_cleared"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a partner's status list.

    ``subject`` is the package, or the shipment when it names none.
    """

    key: Hashable
    subject: Hashable
    kind: Kind
    classifier: str
    occurred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``direction`` is None where both pictures agree."""

    direction: str | None
    superseded: bool = False


def compare(
    statements: Iterable[Statement], known: Mapping[Hashable, Kind | None]
) -> dict[Hashable, Verdict]:
    """{statement key: verdict} against what we know of each subject.

    A partner that tells a history is taken at its furthest statement: the ones before
    it are how it got there. Estimates and news without movement differ from nothing.
    """
    statements = list(statements)
    furthest: dict[Hashable, Statement] = {}
    for statement in statements:
        if statement.classifier != ACTUAL or not statement.kind.moves_state:
            continue
        best = furthest.get(statement.subject)
        if best is None or statement.kind.key > best.kind.key:
            furthest[statement.subject] = statement
    chosen = {statement.key for statement in furthest.values()}
    return {
        statement.key: Verdict(_direction(statement.kind, known.get(statement.subject)))
        if statement.key in chosen
        else Verdict(None, superseded=True)
        for statement in statements
    }


def _direction(theirs: Kind, ours: Kind | None) -> str | None:
    same = ours is not None and theirs.status == ours.status
    if theirs.key > key_of(ours):
        return AHEAD if not same or theirs.code in WEIGHTY else None
    return None if same else BEHIND


def event_of(canonical: Mapping) -> dict:
    """The event the partner should have sent: the same fact, told as it happens."""
    return {**canonical, "event_type": canonical["milestone"]}
