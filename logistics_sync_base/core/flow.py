# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a kind of fact is worked on: at once, collected for minutes, or in a batch."""

from __future__ import annotations

MODES = ("real_time", "near_real_time", "micro_batch", "batch")
_BY_TOLERANCE = {"seconds": 0, "minutes": 1, "hours": 2, "days": 3}


def suggest_mode(criticality: str, tolerance: str, impact: str) -> str:
    """The mode that follows from how a flow is classified.

    ``tolerance`` (seconds, minutes, hours, days) decides. What is of high
    ``criticality`` is never left to a batch and what moves money by itself
    (``impact`` direct) never goes ahead of the checks that money needs.
    """
    place = _BY_TOLERANCE[tolerance]
    if criticality == "high":
        place = min(place, MODES.index("micro_batch"))
    if impact == "direct":
        place = max(place, MODES.index("near_real_time"))
    return MODES[place]
