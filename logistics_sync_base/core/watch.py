# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is normal of a partner: how long it may be silent, how long its answers take."""

from __future__ import annotations

# A habit needs some arrivals over some days; before that nothing is known.
_HABIT_COUNT = 20
_HABIT_DAYS = 3
_SILENCE_FACTOR = 1.5
_LEAST_SILENCE_MINUTES = 60
_USUAL_CALLS = 50
_SLOW_FACTOR = 4
_LEAST_SLOW_MS = 2000
_JUDGED_CALLS = 5


def learn_silence(count: int, days: float, longest_minutes: float) -> int | None:
    """Minutes of silence that are not normal any more, or None while unknown.

    ``count`` arrivals over ``days`` with at most ``longest_minutes`` between two of
    them. Nights and weekends are in that longest time, so that they are no alarm.
    """
    if count < _HABIT_COUNT or days < _HABIT_DAYS:
        return None
    return max(round(longest_minutes * _SILENCE_FACTOR), _LEAST_SILENCE_MINUTES)


def learn_slowness(count: int, usual_ms: float) -> int | None:
    """Milliseconds from which an answer is slow for this partner, or None."""
    if count < _USUAL_CALLS or usual_ms <= 0:
        return None
    return max(round(usual_ms * _SLOW_FACTOR), _LEAST_SLOW_MS)


def is_slow(
    count: int, middle_ms: float, limit_ms: int | None, was_slow: bool
) -> bool | None:
    """Whether a partner is slow now; None where the calls are too few to tell.

    ``middle_ms`` is the median of ``count`` calls, so that one slow answer is no alarm.
    Who was slow is normal again below three quarters of the limit only: no alarm that
    comes and goes.
    """
    if limit_ms is None or count < _JUDGED_CALLS:
        return None
    return middle_ms > (limit_ms * 0.75 if was_slow else limit_ms)
