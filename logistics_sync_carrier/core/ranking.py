# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Milestone ranking: what a timeline says about packages and their shipment.

The state is a function of the set of facts, not of the order in which they arrived:
whoever folds the same timeline gets the same state. A package only ever moves to a
higher rank. Estimates, plans and milestones without state meaning are history.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

ACTUAL = "actual"
# In the carrier's hands and on the way; a delivery is no proof of when it left.
TRANSIT_RANKS = range(20, 50)

NO_ATTENTION = "none"
PASSING = "passing"
LASTING = "lasting"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the milestone catalogue.

    ``sequence`` orders milestones of equal rank. ``attention`` says whether a person
    has to look: ``passing`` until the goods move on, ``lasting`` until handled.
    """

    code: str
    rank: int
    sequence: int
    status: str | None
    terminal: bool = False
    moves_state: bool = True
    attention: str = NO_ATTENTION

    @property
    def key(self) -> tuple[int, int]:
        return self.rank, self.sequence

    @property
    def is_delivered(self) -> bool:
        return self.status == "delivered"

    @property
    def is_withdrawn(self) -> bool:
        return self.status == "cancelled"


@dataclass(frozen=True, slots=True)
class Fact:
    """One milestone of a timeline; ``package`` is None for the whole shipment."""

    kind: Kind
    classifier: str
    occurred_at: datetime | None
    received_at: datetime
    package: Hashable | None = None
    estimated_at: datetime | None = None

    @property
    def moves(self) -> bool:
        return self.classifier == ACTUAL and self.kind.moves_state


@dataclass(frozen=True, slots=True)
class Picture:
    """What a timeline says: the shipment, its packages, its times, its problem."""

    kind: Kind | None
    packages: Mapping[Hashable, Kind | None]
    shipped_at: datetime | None
    delivered_at: datetime | None
    package_delivered_at: Mapping[Hashable, datetime | None]
    estimated_at: datetime | None
    last_moved_at: datetime | None
    problem: Kind | None


def key_of(kind: Kind | None) -> tuple[int, int]:
    """Sort key; nothing known yet comes before everything."""
    return kind.key if kind else (-1, 0)


def advance(current: Kind | None, fact: Fact) -> Kind | None:
    """The state after one more fact: higher rank wins, all else is history."""
    if fact.moves and fact.kind.key > key_of(current):
        return fact.kind
    return current


def fold(facts: Iterable[Fact], start: Kind | None = None) -> Kind | None:
    """The state that a set of facts amounts to."""
    for fact in facts:
        start = advance(start, fact)
    return start


def roll_up(
    own: Kind | None, packages: Iterable[Kind | None], partial: Kind
) -> Kind | None:
    """The state of a shipment from its own facts and its packages.

    Delivered means every package that was not withdrawn; before that the shipment
    is where its foremost travelling package is.
    """
    standing = [max(own, kind, key=key_of) for kind in packages]
    if not standing:
        return own
    live = [kind for kind in standing if not (kind and kind.is_withdrawn)]
    if not live:
        return min(standing, key=key_of)
    delivered = [kind for kind in live if kind and kind.is_delivered]
    if len(delivered) == len(live):
        return min(delivered, key=key_of)
    if delivered:
        return partial
    travelling = [kind for kind in live if not (kind and kind.terminal)]
    if travelling:
        return max(travelling, key=key_of)
    return min(live, key=key_of)


def localise(kind: Kind, interline: Kind, *, final_leg: bool) -> Kind:
    """A delivery by any carrier but the last one is a hand-over on the way."""
    if not final_leg and (kind.is_delivered or kind.status == "partially_delivered"):
        return interline
    return kind


def find_problem(
    facts: Iterable[Fact],
    handled_at: datetime | None = None,
    settled: Kind | None = None,
) -> Kind | None:
    """The milestone a person should look at, or None.

    A passing problem ends when the goods move on or arrive; a lasting one ends only
    when a person has handled it. What was received before that is handled too.
    """
    facts = [fact for fact in facts if fact.classifier == ACTUAL]
    moved = [_when(fact) for fact in facts if fact.moves and not _needs_look(fact)]
    last_move = max(moved, default=None)
    arrived = bool(settled and settled.is_delivered)
    found = [
        fact
        for fact in facts
        if _needs_look(fact)
        and not (handled_at and fact.received_at <= handled_at)
        and (
            fact.kind.attention == LASTING
            or (not arrived and (last_move is None or _when(fact) >= last_move))
        )
    ]
    if not found:
        return None
    return max(found, key=lambda fact: (_when(fact), fact.kind.key)).kind


def draw(
    facts: Iterable[Fact],
    packages: Iterable[Hashable],
    partial: Kind,
    handled_at: datetime | None = None,
    issued_at: datetime | None = None,
) -> Picture:
    """Fold a whole timeline into the picture of its shipment.

    ``issued_at`` is when our own warehouse sent the goods out, where that is known.
    """
    facts = list(facts)
    by_package: dict[Hashable | None, list[Fact]] = {None: []}
    by_package.update((package, []) for package in packages)
    for fact in facts:
        by_package.setdefault(fact.package, []).append(fact)
    kinds = {package: fold(some) for package, some in by_package.items()}
    own = kinds.pop(None)
    state = roll_up(own, kinds.values(), partial)
    own_delivery = _earliest(by_package[None], _delivers)
    delivered_at = {
        package: _earliest(by_package[package], _delivers) or own_delivery
        for package in kinds
    }
    return Picture(
        kind=state,
        packages=kinds,
        shipped_at=_earliest(facts, _ships) or _issued(issued_at, facts),
        delivered_at=_last_delivery(state, kinds, delivered_at, own_delivery),
        package_delivered_at=delivered_at,
        estimated_at=_latest_estimate(facts),
        last_moved_at=max(
            (fact.occurred_at for fact in facts if fact.moves and fact.occurred_at),
            default=None,
        ),
        problem=find_problem(facts, handled_at, state),
    )


def _needs_look(fact: Fact) -> bool:
    return fact.kind.attention != NO_ATTENTION


def _when(fact: Fact) -> datetime:
    # Only to put facts in order: a missing time is never stored as another one.
    return fact.occurred_at or fact.received_at


def _ships(fact: Fact) -> bool:
    return fact.kind.rank in TRANSIT_RANKS


def _issued(issued_at: datetime | None, facts: Iterable[Fact]) -> datetime | None:
    """When the goods were sent out, unless that was entered after they moved."""
    moved_at = _earliest(facts, lambda fact: True)
    if issued_at and moved_at and moved_at < issued_at:
        return None
    return issued_at


def _delivers(fact: Fact) -> bool:
    return fact.kind.code in ("delivered", "delivered_exception")


def _earliest(facts: Iterable[Fact], wanted) -> datetime | None:
    return min(
        (
            fact.occurred_at
            for fact in facts
            if fact.moves and fact.occurred_at and wanted(fact)
        ),
        default=None,
    )


def _latest_estimate(facts: Iterable[Fact]) -> datetime | None:
    """The estimate heard last, whatever it says."""
    heard = [fact for fact in facts if fact.estimated_at]
    last = max(
        heard, key=lambda fact: (fact.received_at, fact.estimated_at), default=None
    )
    return last.estimated_at if last else None


def _last_delivery(state, kinds, delivered_at, own_delivery) -> datetime | None:
    """A shipment is delivered when its last package is."""
    if not (state and state.is_delivered):
        return None
    times = [
        delivered_at[package]
        for package, kind in kinds.items()
        if not (kind and kind.is_withdrawn)
    ]
    known = [time for time in times if time]
    return max(known, default=own_delivery)
