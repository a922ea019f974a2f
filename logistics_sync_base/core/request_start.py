# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When a gateway took a request, by the header ``X-Request-Start`` that it adds.

Gateways write it in three units: ``t=1795258229.123`` (seconds, as nginx does),
``1795258229123`` (milliseconds) or ``t=1795258229123456`` (microseconds).
"""

from __future__ import annotations

import re

_VALUE = re.compile(r"(?:t=)?([0-9]{10,16})(\.[0-9]{1,9})?", re.ASCII)
# Clocks of two machines differ a little; by more than this, one of them is wrong.
SKEW_MS = 2_000
LONGEST_MS = 3_600_000
# Seconds have ten digits until the year 2286.
_MILLISECONDS, _MICROSECONDS = 10**12, 10**15


def elapsed_ms(text: str, now: float) -> int | None:
    """Milliseconds from what the header tells until ``now`` (Unix seconds).

    None for what is no time, and for one that cannot be true: then nothing is known.
    """
    match = _VALUE.fullmatch(text.strip())
    if not match:
        return None
    number = float(match[1] + (match[2] or ""))
    if number >= _MICROSECONDS:
        number /= 1_000_000
    elif number >= _MILLISECONDS:
        number /= 1_000
    passed = round((now - number) * 1000)
    if not -SKEW_MS <= passed <= LONGEST_MS:
        return None
    return max(passed, 0)
