# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When to try again, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Limits of a retry sequence; durations are seconds.

    ``jitter`` is the share of each delay that is drawn at random: 0 always waits
    the full delay, 1 waits anything between nothing and the full delay. ``delays``,
    where given, are the exact waiting times after the first, second ... failed try;
    the last one repeats. Raises ValueError for limits that could never work.
    """

    max_attempts: int = 8
    max_age: float = 86400.0
    base_delay: float = 30.0
    max_delay: float = 3600.0
    jitter: float = 0.5
    delays: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.max_attempts < 1:
            raise ValueError("max_attempts must be at least 1")
        if self.max_age <= 0:
            raise ValueError("max_age must be more than 0 seconds")
        if not 0 <= self.base_delay <= self.max_delay:
            raise ValueError("base_delay must lie between 0 and max_delay")
        if not 0 <= self.jitter <= 1:
            raise ValueError("jitter must lie between 0 and 1")
        if any(delay <= 0 for delay in self.delays):
            raise ValueError("each delay must be more than 0 seconds")


def next_delay(
    policy: RetryPolicy,
    attempt: int,
    rng: Random,
    retry_after: float | None = None,
) -> float:
    """Seconds to wait after failed try number ``attempt`` (1 is the first).

    The delay doubles with each attempt up to ``max_delay``, or is the one listed for
    this attempt. What the partner asked for (``retry_after``, seconds) is a lower
    bound, whatever ``max_delay`` says: coming back sooner would only be refused again.
    Beyond ``max_age`` nobody would try any more, so that it is no longer than that.
    """
    if attempt < 1:
        raise ValueError("attempt counts from 1")
    asked = min(retry_after or 0.0, policy.max_age)
    if policy.delays:
        return max(policy.delays[min(attempt, len(policy.delays)) - 1], asked)
    # 2**64 seconds is past any max_delay and keeps the power a small number.
    full = min(policy.max_delay, policy.base_delay * 2.0 ** min(attempt - 1, 64))
    delay = full * (1 - policy.jitter * rng.random())
    return max(delay, asked)


def is_exhausted(policy: RetryPolicy, attempt: int, age: float) -> bool:
    """True when no try may follow try number ``attempt``.

    ``age`` is the time in seconds since the first try became due.
    """
    return attempt >= policy.max_attempts or age >= policy.max_age


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds named by a Retry-After header (RFC 9110: seconds or an HTTP date).

    ``now`` is naive UTC. None when the header is missing or unreadable; a date in
    the past gives 0.
    """
    text = (value or "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return max(0.0, (moment - now).total_seconds())
