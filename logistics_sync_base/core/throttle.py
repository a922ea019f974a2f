# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls a partner may get: a token bucket and quotas by hour and day.

Plain arithmetic on one clock, the database's; the caller holds the lock on what it
changes. Times are seconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal, Self

Reason = Literal["rate", "hour", "day", "at_once", "asked"]
# Of a token; far below what a clock tells, far above what floats lose.
NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """What the partner allows; 0 is no limit. ``burst`` may go at once after a pause.

    Within any minute at most ``per_minute`` + ``burst`` - 1 calls begin.
    """

    per_minute: int = 0
    burst: int = 1
    per_hour: int = 0
    per_day: int = 0
    at_once: int = 0

    @property
    def are_set(self) -> bool:
        """Whether anything is limited at all."""
        return any((self.per_minute, self.per_hour, self.per_day, self.at_once))


@dataclass(frozen=True, slots=True)
class Wait:
    """The next call may begin at ``until``, and why not sooner."""

    until: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used: tokens left at ``at``, calls since ``hour`` and ``day`` began.

    ``tokens`` below 0 are a debt: calls that had to be made without asking.
    """

    tokens: float | None = None
    at: float = 0.0
    hour: float = 0.0
    hour_used: int = 0
    day: float = 0.0
    day_used: int = 0

    @classmethod
    def load(cls, values: Mapping[str, Any] | None) -> Self:
        """From what :meth:`dump` gave; unknown keys are of another version."""
        known = cls.__dataclass_fields__
        return cls(**{k: v for k, v in (values or {}).items() if k in known})

    def dump(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def refresh(usage: Usage, limits: Limits, now: float, zone: tzinfo = UTC) -> Usage:
    """The usage as it stands now: tokens have come in, windows have ended."""
    hour, day = _get_windows(now, zone)[:2]
    full = float(max(limits.burst, 1))
    tokens = usage.tokens
    if tokens is None or not limits.per_minute:
        tokens = full
    else:
        # A clock that was set back gives nothing and takes nothing.
        passed = max(0.0, now - usage.at)
        tokens = min(full, tokens + passed * limits.per_minute / 60)
    return Usage(
        tokens,
        now,
        hour,
        usage.hour_used if usage.hour == hour else 0,
        day,
        usage.day_used if usage.day == day else 0,
    )


def get_wait(
    usage: Usage, limits: Limits, now: float, zone: tzinfo = UTC
) -> Wait | None:
    """Why and until when no further call may begin, or None when one may now."""
    usage = refresh(usage, limits, now, zone)
    _hour, _day, hour_end, day_end = _get_windows(now, zone)
    waits = []
    if limits.per_minute and usage.tokens is not None and usage.tokens < 1 - NEARLY:
        waits.append(Wait(now + (1 - usage.tokens) * 60 / limits.per_minute, "rate"))
    if limits.per_hour and usage.hour_used >= limits.per_hour:
        waits.append(Wait(hour_end, "hour"))
    if limits.per_day and usage.day_used >= limits.per_day:
        waits.append(Wait(day_end, "day"))
    return max(waits, key=lambda wait: wait.until, default=None)


def take(
    usage: Usage, limits: Limits, now: float, zone: tzinfo = UTC, calls: int = 1
) -> Usage:
    """The usage after so many calls, whether they were allowed or not."""
    usage = refresh(usage, limits, now, zone)
    return replace(
        usage,
        tokens=(usage.tokens or 0.0) - calls,
        hour_used=usage.hour_used + calls,
        day_used=usage.day_used + calls,
    )


def _get_windows(now: float, zone: tzinfo) -> tuple[float, float, float, float]:
    """Begin of the hour and the day of the partner's clock, and their ends."""
    local = datetime.fromtimestamp(now, zone)
    hour = local.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0, fold=0)
    # By the wall clock: a day may have 23 or 25 hours.
    next_day = (day.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
    begin = hour.timestamp()
    return begin, day.timestamp(), begin + 3600, next_day.timestamp()
