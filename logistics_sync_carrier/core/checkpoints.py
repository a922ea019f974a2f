# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where an order stands on its way from release to a posted invoice.

Every step tells its own state, so that a late one is seen where it is late, and those
after it say what they wait for instead of looking late themselves.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

RELEASED = "released"
WAREHOUSE = "warehouse_confirmed"
BOOKED = "carrier_booked"
PICKED_UP = "picked_up"
DELIVERED = "delivered"
POD = "pod_captured"
ELIGIBLE = "invoice_eligible"
INVOICED = "invoice_generated"
POSTED = "invoice_posted"
KINDS = (
    RELEASED,
    WAREHOUSE,
    BOOKED,
    PICKED_UP,
    DELIVERED,
    POD,
    ELIGIBLE,
    INVOICED,
    POSTED,
)

DONE = "done"
DUE = "due"
OVERDUE = "overdue"
BLOCKED = "blocked"
NOT_NEEDED = "not_needed"
CLOSED_STATES = (DONE, NOT_NEEDED)

FROM_PREVIOUS = "previous"
FROM_CONFIRMATION = "confirmation"

# A parcel cannot be delivered without having been booked and picked up, whoever
# forgot to tell. The warehouse's own confirmation follows from nothing: without it the
# goods never left the books.
IMPLIED_BY: dict[str, tuple[str, ...]] = {
    RELEASED: (WAREHOUSE,),
    BOOKED: (PICKED_UP, DELIVERED),
    PICKED_UP: (DELIVERED,),
    ELIGIBLE: (INVOICED, POSTED),
    INVOICED: (POSTED,),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A step that was reached; a time is None when nobody told it."""

    at: datetime | None
    told_at: datetime | None = None
    source: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a step may take: ``hours`` from ``start``."""

    hours: float
    start: str = FROM_PREVIOUS


@dataclass(frozen=True, slots=True)
class Check:
    """The answer for one step; ``implied_by`` is the later step that proves it."""

    kind: str
    state: str
    due_at: datetime | None = None
    fact: Fact | None = None
    blocked_by: str | None = None
    implied_by: str | None = None


def evaluate(
    deadlines: Mapping[str, Deadline],
    facts: Mapping[str, Fact],
    confirmed_at: datetime,
    now: datetime,
    *,
    not_needed: Collection[str] = (),
    waits: Mapping[str, Collection[str]] | None = None,
) -> list[Check]:
    """Judge the steps that have a deadline, in the order of KINDS.

    ``waits`` names the steps a step really waits for, where that is not simply the
    step before it.
    """
    listed = [kind for kind in KINDS if kind in deadlines]
    needed = [kind for kind in listed if kind not in not_needed]
    proofs = {kind: _proof(kind, facts) for kind in listed}
    checks: list[Check] = []
    for kind in listed:
        if kind not in needed:
            checks.append(Check(kind, NOT_NEEDED))
            continue
        root = None
        if not proofs[kind]:
            root = _root(kind, needed, proofs, waits or {})
        due_at = _due(deadlines[kind], kind, needed, facts, confirmed_at, root)
        checks.append(_judge(kind, due_at, facts, proofs[kind], root, now))
    return checks


def _proof(kind: str, facts: Mapping[str, Fact]) -> str | None:
    """The step whose fact shows that this one was reached: itself or a later one."""
    candidates = (kind, *IMPLIED_BY.get(kind, ()))
    return next((other for other in candidates if other in facts), None)


def _root(
    kind: str,
    needed: list[str],
    proofs: Mapping[str, str | None],
    waits: Mapping[str, Collection[str]],
) -> str | None:
    """The first open step that this one, in the end, waits for."""
    place = needed.index(kind)
    before = waits.get(kind)
    if before is None:
        before = needed[max(place - 1, 0) : place]
    open_before = [
        other for other in needed[:place] if other in before and not proofs[other]
    ]
    roots = [_root(other, needed, proofs, waits) or other for other in open_before]
    return min(roots, key=KINDS.index, default=None)


def _due(
    deadline: Deadline,
    kind: str,
    needed: list[str],
    facts: Mapping[str, Fact],
    confirmed_at: datetime,
    root: str | None,
) -> datetime | None:
    """When the step is due; None as long as its clock has not started."""
    base = confirmed_at
    if deadline.start == FROM_PREVIOUS:
        if root:
            return None
        known = [facts[o].at for o in needed[: needed.index(kind)] if o in facts]
        base = max([confirmed_at, *(at for at in known if at)])
    return base + timedelta(hours=deadline.hours)


def _judge(
    kind: str,
    due_at: datetime | None,
    facts: Mapping[str, Fact],
    proof: str | None,
    root: str | None,
    now: datetime,
) -> Check:
    if proof == kind:
        return Check(kind, DONE, due_at, facts[kind])
    if proof:
        # When it happened nobody said; the later step only proves that it did.
        return Check(kind, DONE, due_at, Fact(None), implied_by=proof)
    if root:
        return Check(kind, BLOCKED, due_at, blocked_by=root)
    late = due_at is not None and due_at < now
    return Check(kind, OVERDUE if late else DUE, due_at)


@dataclass(frozen=True, slots=True)
class Scope:
    """For which orders a deadline is meant; None means any."""

    key: int
    kind: str
    sequence: int = 10
    company: int | None = None
    warehouse: int | None = None
    carrier: int | None = None


def choose(
    scopes: Collection[Scope], company: int, warehouse: int | None, carrier: int | None
) -> dict[str, Scope]:
    """{kind: the most specific scope that fits}; equals by sequence, then age.

    A delivery method beats a warehouse, which beats a company.
    """
    target = (carrier, warehouse, company)
    best: dict[str, tuple[tuple[int, ...], Scope]] = {}
    for scope in scopes:
        wanted = (scope.carrier, scope.warehouse, scope.company)
        pairs = list(zip(wanted, target, strict=True))
        if any(want is not None and want != have for want, have in pairs):
            continue
        order = (
            *(int(want is None) for want in wanted),
            scope.sequence,
            scope.key,
        )
        if scope.kind not in best or order < best[scope.kind][0]:
            best[scope.kind] = (order, scope)
    return {kind: scope for kind, (_order, scope) in best.items()}
