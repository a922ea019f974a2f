# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an administrator writes about retries, read into numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_DELAYS = 50
_UNITS = {"s": 1, "sec": 1, "": 60, "m": 60, "min": 60, "h": 3600, "d": 86400}
_DELAY = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)\Z", re.ASCII)
_STATUS = re.compile(r"([1-5])xx|(\d{3})(?:\s*-\s*(\d{3}))?\Z", re.ASCII)


class RetryRuleError(ValueError):
    """A text that is no list of delays or statuses; ``part`` is what is wrong."""

    def __init__(self, part: str):
        super().__init__(part)
        self.part = part


def parse_delays(text: str | None) -> tuple[float, ...]:
    """Seconds of a list such as ``1, 5, 15`` (minutes) or ``30s, 5 min, 2h, 1d``.

    A number without unit is minutes. Raises RetryRuleError for anything else, also
    for a delay of nothing and for more than 50 of them.
    """
    found = []
    for part in _split(text):
        match = _DELAY.match(part.lower())
        unit = match and _UNITS.get(match[2])
        if not match or not unit or not float(match[1]):
            raise RetryRuleError(part)
        found.append(float(match[1]) * unit)
    if len(found) > MAX_DELAYS:
        raise RetryRuleError(f"{len(found)} > {MAX_DELAYS}")
    return tuple(found)


def write_delays(delays: tuple[float, ...]) -> str:
    """Seconds as people read them, such as ``30 s, 5 min``; they read back the same."""
    words = []
    for delay in delays:
        unit, size = next(
            (one, size)
            for one, size in (("h", 3600), ("min", 60), ("s", 1))
            if delay % size == 0 or size == 1
        )
        words.append(f"{delay / size:g} {unit}")
    return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Statuses:
    """A set of HTTP statuses as ranges, both ends included."""

    ranges: tuple[tuple[int, int], ...]

    def __contains__(self, status: object) -> bool:
        return isinstance(status, int) and any(
            low <= status <= high for low, high in self.ranges
        )


def parse_statuses(text: str | None) -> Statuses:
    """The statuses of a list such as ``408, 425, 429, 5xx`` or ``500-504``.

    Only failures can be named (400 to 599). Raises RetryRuleError.
    """
    ranges = []
    for part in _split(text):
        match = _STATUS.match(part.lower())
        if not match:
            raise RetryRuleError(part)
        if match[1]:
            low, high = int(match[1]) * 100, int(match[1]) * 100 + 99
        else:
            low, high = int(match[2]), int(match[3] or match[2])
        if not 400 <= low <= high <= 599:
            raise RetryRuleError(part)
        ranges.append((low, high))
    return Statuses(tuple(ranges))


def _split(text: str | None) -> list[str]:
    parts = re.split(r"[,;\n]", text or "")
    return [part.strip() for part in parts if part.strip()]
