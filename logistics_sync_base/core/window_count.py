# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many requests came within the last minute, counted by the second.

The minute slides: no moment is found at which twice as many may come, as there is where
one minute ends and the next one begins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

WINDOW = 60

Counts = Mapping[str, int]


def count(
    counts: Counts, limit: int, now: float, window: int = WINDOW
) -> tuple[dict[str, int], int]:
    """(the counts after one more request, seconds to wait when it is one too many).

    ``counts`` are {second: requests}, as JSON keeps them; ``now`` is in seconds since
    the epoch. A request that has to wait is not counted. The wait is at least 1 and at
    most ``window``.
    """
    second = math.floor(now)
    kept = {
        key: number
        for key, number in counts.items()
        # A clock that was set back leaves seconds of the future: forgotten.
        if 0 <= second - int(key) < window
    }
    over = sum(kept.values()) + 1 - limit
    if over <= 0:
        kept[str(second)] = kept.get(str(second), 0) + 1
        return kept, 0
    for key in sorted(kept, key=int):
        over -= kept[key]
        if over <= 0:
            wait = math.ceil(int(key) + window - now)
            return kept, min(max(wait, 1), window)
    return kept, window
