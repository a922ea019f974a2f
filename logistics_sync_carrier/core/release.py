# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which invoicing rule covers a shipment, and whether the facts satisfy it."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

ALL = "all"
ANY = "any"

# A condition is waited for from the moment the step before it was reached.
PREDECESSORS: dict[str, tuple[str, ...]] = {
    "delivered": ("dispatched",),
    "proof_of_delivery": ("dispatched", "delivered"),
    "export_cleared": ("dispatched",),
    "customs_cleared": ("dispatched", "export_cleared"),
    "freight_validated": ("dispatched", "delivered"),
    "order_complete": ("goods_issued",),
    "evidence_settled": ("evidence_disputed",),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known about one kind of condition; ``at`` is None when not told."""

    met: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule; conditions with the same ``group`` belong together."""

    key: Hashable
    kind: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The answer for one condition: met when, or waited for since when."""

    condition: Condition
    met: bool
    met_at: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for a rule.

    ``missing`` holds the groups that keep the rule from being satisfied. With
    operator "all" one condition of every missing group is needed, with "any" every
    condition of one missing group. ``gates`` are the unmet prerequisites that no
    rule can waive.
    """

    met: bool
    checks: tuple[Check, ...]
    missing: tuple[tuple[Check, ...], ...]
    gates: tuple[Check, ...]

    @property
    def since(self) -> datetime | None:
        """Since when something is waited for."""
        missing = [check for group in (*self.missing, self.gates) for check in group]
        return min((check.since for check in missing if check.since), default=None)

    @property
    def first_missing(self) -> str | None:
        """The kind to show when there is room for one only."""
        open_checks = [check for group in self.missing for check in group]
        open_checks.extend(self.gates)
        return open_checks[0].condition.kind if open_checks else None


def evaluate(
    conditions: Sequence[Condition],
    operator: str,
    facts: Mapping[str, Fact],
    started_at: datetime,
    gates: Sequence[Condition] = (),
) -> Verdict:
    """Judge ``conditions`` and the ``gates`` that always apply by what is known.

    With operator "all" every group must hold and one condition of a group suffices;
    with "any" one group suffices and all its conditions must hold. A rule without
    conditions is never satisfied: nothing is invoiced by omission.
    """
    checks = {c.key: _check(c, facts, started_at) for c in conditions}
    groups = [[checks[c.key] for c in group] for group in _grouped(conditions)]
    need = any if operator == ALL else all
    failing = [group for group in groups if not need(check.met for check in group)]
    if operator == ALL:
        met = bool(groups) and not failing
    else:
        met = len(failing) < len(groups)
    missing = (
        ()
        if met
        else tuple(
            tuple(check for check in group if not check.met) for group in failing
        )
    )
    gate_checks = [_check(gate, facts, started_at) for gate in gates]
    unmet_gates = tuple(check for check in gate_checks if not check.met)
    return Verdict(
        met=met and not unmet_gates,
        checks=(*checks.values(), *gate_checks),
        missing=missing,
        gates=unmet_gates,
    )


def satisfied_at(
    verdict: Verdict, operator: str, gates: Sequence[Condition] = ()
) -> datetime | None:
    """When a verdict came to be met.

    None where it is not met, and where a time that decides was never told: a fact
    without a time may have come first or last.
    """
    if not verdict.met:
        return None
    gate_keys = {gate.key for gate in gates}
    checks = {check.condition.key: check for check in verdict.checks}
    conditions = [c.condition for key, c in checks.items() if key not in gate_keys]
    groups = [[checks[c.key] for c in group] for group in _grouped(conditions)]
    if operator == ALL:
        moment = _latest(
            _earliest(check.met_at for check in group if check.met) for group in groups
        )
    else:
        complete = [group for group in groups if all(check.met for check in group)]
        moment = _earliest(
            _latest(check.met_at for check in group) for group in complete
        )
    return _latest([moment, *(checks[key].met_at for key in gate_keys)])


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """None when one of the moments is not known."""
    known = list(moments)
    return None if None in known else min(m for m in known if m)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    known = list(moments)
    return None if None in known else max(m for m in known if m)


def _grouped(conditions: Iterable[Condition]) -> list[list[Condition]]:
    groups: dict[Hashable, list[Condition]] = {}
    for condition in conditions:
        name = ("group", condition.group) if condition.group else ("own", condition.key)
        groups.setdefault(name, []).append(condition)
    return list(groups.values())


def _check(
    condition: Condition, facts: Mapping[str, Fact], started_at: datetime
) -> Check:
    fact = facts.get(condition.kind, Fact(False))
    if fact.met:
        return Check(condition, True, fact.at, None)
    nearest_first = reversed(PREDECESSORS.get(condition.kind, ()))
    before = (facts.get(kind, Fact(False)) for kind in nearest_first)
    since = next((step.at for step in before if step.met and step.at), started_at)
    return Check(condition, False, None, since)


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a rule is meant; an empty set means everybody."""

    key: int
    sequence: int
    partners: Collection[int] = frozenset()
    categories: Collection[int] = frozenset()
    countries: Collection[int] = frozenset()
    carriers: Collection[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a shipment goes to, and with whom."""

    partner: int | None = None
    commercial_partner: int | None = None
    categories: Collection[int] = frozenset()
    country: int | None = None
    carrier: int | None = None


def choose(scopes: Iterable[Scope], target: Target) -> tuple[Scope, list[str]] | None:
    """The most specific fitting rule and what made it fit, or None.

    Customer beats customer category beats country beats carrier beats nothing at
    all; equals are decided by sequence, then by age.
    """
    fitting = [
        (rank, scope) for scope in scopes if (rank := _rank(scope, target)) is not None
    ]
    if not fitting:
        return None
    rank, scope = min(
        fitting,
        key=lambda item: ([-part for part in item[0]], item[1].sequence, item[1].key),
    )
    names = ("customer", "category", "country", "carrier")
    return scope, [name for name, part in zip(names, rank, strict=True) if part]


def _rank(scope: Scope, target: Target) -> tuple[int, int, int, int] | None:
    customer = 0
    if scope.partners:
        customer = 2 * (target.partner in scope.partners) or int(
            target.commercial_partner in scope.partners
        )
    rank = (
        customer,
        int(any(category in scope.categories for category in target.categories)),
        int(target.country in scope.countries),
        int(target.carrier in scope.carriers),
    )
    demands = (scope.partners, scope.categories, scope.countries, scope.carriers)
    if any(demand and not part for demand, part in zip(demands, rank, strict=True)):
        return None
    return rank
