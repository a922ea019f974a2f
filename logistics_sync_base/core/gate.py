# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gate before a partner: breaker, limits and what the partner asked for, as one.

Each call enters and leaves. Whoever may not enter waits without cost; how long the
gate itself made it wait is told apart from everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo

from .breaker import Breaker, BreakerSettings, Health, ask, tell
from .throttle import Limits, Reason, Usage, Wait, get_wait, refresh, take

# Longer than this nobody is left alone on its own word.
LONGEST_REST = 86400.0


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of one gate; ``patience`` is how long a trial call may take."""

    limits: Limits = Limits()
    breaker: BreakerSettings = BreakerSettings()
    zone: tzinfo = UTC
    patience: float = 180.0


@dataclass(frozen=True, slots=True)
class Hold:
    """A limit that was reached: from ``since`` nobody may enter, until ``until``."""

    until: float = 0.0
    since: float = 0.0
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """State of one gate. ``slots`` are the calls in flight: {call: holder}."""

    breaker: Breaker = Breaker()
    usage: Usage = Usage()
    hold: Hold = Hold()
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def closed_until(self) -> float:
        """Nobody needs to ask before this time."""
        return max(self.breaker.blocked_until, self.hold.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to whoever asks to enter.

    ``limited`` is how many seconds the limits made it wait, up to now. While
    ``wait`` is given it may not enter.
    """

    wait: Wait | None = None
    by_breaker: bool = False
    is_probe: bool = False
    limited: float = 0.0


def enter(
    gate: Gate,
    rules: Rules,
    now: float,
    call: str,
    *,
    due: float,
    free_at: float | None = None,
) -> tuple[Gate, Entry]:
    """(the gate after it, the answer) for a call that has been due since ``due``.

    ``free_at`` is given when all places are taken: when one of them gets free at the
    latest. A call that may enter must :func:`leave`.
    """
    breaker, may = ask(gate.breaker, now, call, rules.patience)
    if not may:
        wait = Wait(gate.breaker.blocked_until, "asked")
        return gate, Entry(wait, by_breaker=True)
    wait = _find_wait(gate, rules, now, free_at)
    if wait:
        return replace(gate, hold=_hold(gate.hold, wait, now, due)), Entry(wait)
    usage = take(gate.usage, rules.limits, now, rules.zone)
    entered = replace(gate, breaker=breaker, usage=usage)
    after = get_wait(usage, rules.limits, now, rules.zone)
    hold = gate.hold if due < gate.hold.until else Hold()
    if after:
        hold = _hold(gate.hold, after, now, due)
    return replace(entered, hold=hold), Entry(
        is_probe=breaker.state == "half_open",
        limited=get_limited(gate.hold, due, now),
    )


def look(gate: Gate) -> Entry:
    """Why nobody may enter a gate that is closed, without asking to."""
    by_breaker = gate.breaker.blocked_until >= gate.hold.until
    reason = "asked" if by_breaker else gate.hold.reason or "rate"
    return Entry(Wait(gate.closed_until, reason), by_breaker=by_breaker)


def leave(
    gate: Gate,
    rules: Rules,
    now: float,
    call: str,
    health: Health,
    *,
    rest: float | None = None,
    throttled: bool = False,
    extra_calls: int = 0,
) -> Gate:
    """The gate after a call ended.

    ``rest`` is how long the partner asks us to wait, ``throttled`` that it says we
    called too often: then everybody waits. ``extra_calls`` were made beside the one
    that entered.
    """
    slots = {key: holder for key, holder in gate.slots.items() if key != call}
    usage, hold = gate.usage, gate.hold
    if extra_calls > 0:
        usage = take(usage, rules.limits, now, rules.zone, extra_calls)
    if hold.reason == "at_once" and hold.until > now:
        hold = replace(hold, until=now)
    after = get_wait(usage, rules.limits, now, rules.zone) if extra_calls else None
    if after and after.until > hold.until:
        hold = _hold(hold, after, now, now)
    rest = min(rest, LONGEST_REST) if rest else None
    if throttled and rest and now + rest > hold.until:
        hold = _hold(hold, Wait(now + rest, "asked"), now, now)
    breaker = tell(gate.breaker, rules.breaker, now, call, health, rest)
    return Gate(breaker, usage, hold, slots)


def get_limited(hold: Hold, due: float, now: float) -> float:
    """Seconds that the limits kept a call waiting that has been due since ``due``."""
    return max(0.0, min(hold.until, now) - max(due, hold.since))


def loosen(gate: Gate, limits: Limits, now: float, zone: tzinfo = UTC) -> Gate:
    """The gate after its limits were changed; what the partner asked for stays."""
    hold = gate.hold
    if hold.reason != "asked" and hold.until > now:
        hold = replace(hold, until=now)
    return replace(gate, hold=hold, usage=refresh(gate.usage, limits, now, zone))


def _find_wait(
    gate: Gate, rules: Rules, now: float, free_at: float | None
) -> Wait | None:
    waits = []
    if gate.hold.reason == "asked" and gate.hold.until > now:
        waits.append(Wait(gate.hold.until, "asked"))
    if limited := get_wait(gate.usage, rules.limits, now, rules.zone):
        waits.append(limited)
    if free_at is not None:
        waits.append(Wait(max(free_at, now), "at_once"))
    return max(waits, key=lambda wait: wait.until, default=None)


def _hold(hold: Hold, wait: Wait, now: float, due: float) -> Hold:
    """The hold that follows; it goes on when the one before kept this call waiting."""
    since = hold.since if hold.reason and due < hold.until else now
    return Hold(wait.until, since, wait.reason)
