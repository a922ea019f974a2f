# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A circuit breaker: calls to a partner that is down are not made.

Closed lets calls through, open lets none through, half open lets exactly one through
to see whether the partner is back. Times are seconds on one clock, the database's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["closed", "open", "half_open"]
# What a call told about the partner: it answered, it failed, or nothing was learnt.
Health = Literal["alive", "failed", "unknown"]
FOREVER = 253402214400.0  # 9999-12-31: until a person closes it


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """``failures`` in a row open it, 0 never; then ``cool_down`` seconds of rest."""

    failures: int = 5
    cool_down: float = 60.0


@dataclass(frozen=True, slots=True)
class Breaker:
    """``open_until`` is when the next trial may begin, None while closed.

    ``probe`` names the one call on trial; after ``probe_until`` it counts as lost.
    """

    state: State = "closed"
    failures: int = 0
    open_until: float | None = None
    probe: str | None = None
    probe_until: float | None = None

    @property
    def blocked_until(self) -> float:
        """No call may begin before this time; 0 when one may at any time."""
        if self.state == "open":
            return self.open_until or 0.0
        return (self.probe_until or 0.0) if self.state == "half_open" else 0.0


def ask(
    breaker: Breaker, now: float, token: str, patience: float
) -> tuple[Breaker, bool]:
    """(the breaker after it, whether the call ``token`` may begin).

    The first to ask after the rest is the trial call and has ``patience`` seconds to
    tell its outcome.
    """
    if breaker.state == "closed":
        return breaker, True
    if breaker.blocked_until > now:
        return breaker, False
    probing = replace(
        breaker, state="half_open", probe=token, probe_until=now + patience
    )
    return probing, True


def tell(
    breaker: Breaker,
    settings: BreakerSettings,
    now: float,
    token: str,
    health: Health,
    rest: float | None = None,
) -> Breaker:
    """The breaker after the call ``token`` told how the partner does.

    ``rest`` is how long the partner itself asked to be left alone. While it is open or
    on trial only the trial call counts: others began before.
    """
    if breaker.state != "closed":
        if token != breaker.probe or breaker.state == "open":
            return breaker
        if health == "alive":
            return Breaker()
        wait = max(settings.cool_down, rest or 0.0) if health == "failed" else 0.0
        return Breaker("open", breaker.failures + (health == "failed"), now + wait)
    if health == "unknown":
        return breaker
    if health == "alive":
        return replace(breaker, failures=0)
    failures = breaker.failures + 1
    if not settings.failures or failures < settings.failures:
        return replace(breaker, failures=failures)
    return Breaker("open", failures, now + max(settings.cool_down, rest or 0.0))


def open_by_hand(breaker: Breaker, until: float | None = None) -> Breaker:
    """Stop all calls, until a time or until somebody closes it."""
    return Breaker("open", breaker.failures, until or FOREVER)


def judge(status: int | None, kind: str, began: bool = True) -> Health:
    """What the outcome of a call says of the partner's health.

    ``kind`` is that of the delivery (adapters.results); ``began`` is False when nobody
    was called. An answer that refuses one document is a sign of life.
    """
    if not began:
        return "unknown"
    if status:
        return "failed" if status >= 500 or status == 408 else "alive"
    return {"success": "alive", "transient": "failed"}.get(kind, "unknown")
