# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moments that come again: each day, each week, at the end of each month."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo


def first_at_or_after(
    moment: datetime, zone: tzinfo, every: str, hour: float, weekday: int = 0
) -> datetime:
    """The first planned moment that is not before ``moment``; both aware UTC.

    ``every`` is day, week (``weekday``: Monday is 0) or month (its last day);
    ``hour`` is the local time as hours, 18.5 for 18:30. An hour that a change of
    clocks leaves out is taken as it would have been before the change.
    """
    day = moment.astimezone(zone).date() - timedelta(days=1)
    while True:
        if _is_planned(day, every, weekday):
            planned = _at(day, zone, hour)
            if planned >= moment:
                return planned
        day += timedelta(days=1)


def last_at_or_before(
    moment: datetime, zone: tzinfo, every: str, hour: float, weekday: int = 0
) -> datetime:
    """The last planned moment that is not after ``moment``."""
    day = moment.astimezone(zone).date() + timedelta(days=1)
    while True:
        if _is_planned(day, every, weekday):
            planned = _at(day, zone, hour)
            if planned <= moment:
                return planned
        day -= timedelta(days=1)


def _is_planned(day: date, every: str, weekday: int) -> bool:
    if every == "week":
        return day.weekday() == weekday
    if every == "month":
        return day.day == calendar.monthrange(day.year, day.month)[1]
    return True


def _at(day: date, zone: tzinfo, hour: float) -> datetime:
    minutes = min(max(round(hour * 60), 0), 24 * 60 - 1)
    local = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
    return local.astimezone(UTC)
