# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The days around the end of a month, when heavy work is to wait."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta, tzinfo


def month_close(
    moment: datetime, zone: tzinfo, before: int, after: int
) -> tuple[datetime, datetime] | None:
    """The closing around ``moment`` as (begin, end) in UTC; None outside of one.

    It begins with the last ``before`` days of a month and ends with the first
    ``after`` days of the next one; days are those of ``zone``.
    """
    today = moment.astimezone(zone).date()
    last = _last_day(today)
    for close in (last, today.replace(day=1) - timedelta(days=1)):
        begin = close - timedelta(days=before - 1)
        end = close + timedelta(days=after + 1)
        if begin <= today < end:
            return _midnight(begin, zone), _midnight(end, zone)
    return None


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
