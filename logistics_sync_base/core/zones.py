# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Time zones: names, X12 time codes and local clock times that are odd."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# X12 element 623. A general code (ET) follows the daylight saving rules of its
# region, a daylight or standard code (ED, ES) is one fixed offset.
_REGIONS = {
    "AT": "America/Anchorage",
    "CT": "America/Chicago",
    "ET": "America/New_York",
    "HT": "Pacific/Honolulu",
    "MT": "America/Denver",
    "NT": "America/St_Johns",
    "PT": "America/Los_Angeles",
    "TT": "America/Halifax",
}
_FIXED_MINUTES = {
    "GM": 0,
    "UT": 0,
    "AD": -480,
    "AS": -540,
    "CD": -300,
    "CS": -360,
    "ED": -240,
    "ES": -300,
    "HD": -540,
    "HS": -600,
    "MD": -360,
    "MS": -420,
    "ND": -150,
    "NS": -210,
    "PD": -420,
    "PS": -480,
    "TD": -180,
    "TS": -240,
}
# 01 to 12 are hours ahead of UTC, 13 to 24 hours behind: 13 is -12, 24 is -1.
_FIXED_MINUTES.update({f"{n:02d}": 60 * n for n in range(1, 13)})
_FIXED_MINUTES.update({f"{n:02d}": 60 * (n - 25) for n in range(13, 25)})
LOCAL_CODE = "LT"


class UnknownZone(ValueError):
    """The name or code stands for no time zone."""


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """Time zone of an IANA name such as ``Europe/Vienna``; raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(f"There is no time zone named {name!r}.") from error


@lru_cache(maxsize=128)
def x12_zone(code: str) -> tzinfo | None:
    """Zone of an X12 time code (element 623); None for local time and no code.

    Raises UnknownZone for a code outside the list.
    """
    code = code.strip().upper()
    if code in ("", LOCAL_CODE):
        return None
    if code in _REGIONS:
        return zone(_REGIONS[code])
    if code in _FIXED_MINUTES:
        return timezone(timedelta(minutes=_FIXED_MINUTES[code]))
    raise UnknownZone(f"The X12 time code {code!r} is not in element 623.")


def place(local: datetime, where: tzinfo) -> tuple[datetime, int, str | None]:
    """UTC (naive), offset in minutes and oddity of a local clock time.

    A time that exists twice is read as the earlier one, a time that was skipped is
    read with the offset before the change: both always the same way, and named
    (``time_fold``, ``time_gap``). Raises OverflowError near year 1 and 9999.
    """
    first = local.replace(tzinfo=where, fold=0).utcoffset() or timedelta()
    second = local.replace(tzinfo=where, fold=1).utcoffset() or timedelta()
    oddity = None
    if first != second:
        # The offset grows over a gap and shrinks over a fold.
        oddity = "time_gap" if second > first else "time_fold"
    return local - first, int(first.total_seconds() // 60), oddity
