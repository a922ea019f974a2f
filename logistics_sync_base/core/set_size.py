# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many messages a worker takes at once."""

from __future__ import annotations

WANTED_SECONDS = 1.0
LEAST = 500
MOST = 2000


def next_size(size: int, done: int, seconds: float) -> int:
    """Size of the next set, after ``done`` of ``size`` messages took ``seconds``.

    A large set costs less for each message; a small one lets urgent messages and
    other workers in sooner. It is therefore as large as fits into WANTED_SECONDS,
    between LEAST and MOST, and at most twice or half of the one before. A set that
    was not full tells nothing: what is small has costs of its own.
    """
    if done < size:
        return size
    fitting = int(min(done * WANTED_SECONDS / seconds, MOST)) if seconds > 0 else MOST
    return min(max(fitting, size // 2, LEAST), size * 2, MOST)
