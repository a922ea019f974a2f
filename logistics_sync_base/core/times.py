# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When something happened, as far as the partner told: never more, never now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

from .zones import UnknownZone, place, x12_zone, zone

Precision = Literal["second", "minute", "date", "none"]
OffsetSource = Literal["payload", "location", "partner", "none"]

_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}", re.ASCII)
_ISO_MINUTE = re.compile(
    r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
_DIGITS = re.compile(r"\d+", re.ASCII)
_NOTES = {
    "time_fold": "The local time exists twice on that day; the earlier one is taken.",
    "time_gap": "The local time was skipped that day; it is read with the old offset.",
    "no_zone": "The time has no offset and no default time zone; it is read as UTC.",
}


@dataclass(frozen=True, slots=True)
class OccurredAt:
    """One moment as told by a partner.

    ``utc`` is naive UTC, for a date alone the start of that local day. It is None,
    with precision ``none``, when the partner told no usable time; ``fault_code`` and
    ``fault`` then say why. With a usable time they may hold a remark (``no_zone``,
    ``time_gap``, ``time_fold``). ``offset_minutes`` is None when it is not known.
    """

    utc: datetime | None
    offset_minutes: int | None
    precision: Precision
    offset_source: OffsetSource
    raw: str
    fault_code: str | None = None
    fault: str | None = None

    @property
    def usable(self) -> bool:
        """True when there is a moment to order events by."""
        return self.utc is not None

    def to_canonical(self) -> dict[str, Any]:
        """The ``occurred_at`` object of a canonical event."""
        return {
            "utc": f"{self.utc.isoformat(timespec='seconds')}Z" if self.utc else None,
            "offset_minutes": self.offset_minutes,
            "precision": self.precision,
            "offset_source": self.offset_source,
        }

    @classmethod
    def from_canonical(cls, moment: Mapping[str, Any]) -> OccurredAt:
        """The inverse of :meth:`to_canonical`; ``raw`` is the UTC text."""
        text = moment.get("utc") or ""
        utc = datetime.fromisoformat(text).replace(tzinfo=None) if text else None
        return cls(
            utc,
            moment.get("offset_minutes"),
            moment.get("precision") or "none",
            moment.get("offset_source") or "none",
            text,
        )


def parse_timestamp(
    value: Any,
    *,
    format: str | None = None,
    timezone: str | None = None,
    timezone_source: OffsetSource = "partner",
) -> OccurredAt:
    """Read an ISO 8601 time, a date, or a text in the given ``format``.

    ``format`` is a strptime format, ``epoch`` (seconds) or ``epoch_ms``. ``timezone``
    is the IANA name used when the text itself carries no offset; it comes from
    ``timezone_source``. Never raises: see :class:`OccurredAt` for what is wrong.
    """
    raw = "" if value is None else str(value).strip()[:80]
    if not raw:
        return _nothing(raw, "missing", "The time is missing.")
    try:
        moment, precision = _read(raw, format)
    except (ValueError, OverflowError, OSError):
        expected = format or "ISO 8601, as in 2026-11-20T17:05:00-05:00"
        return _nothing(raw, "bad_time", f"The time does not read as {expected}.")
    offset = moment.utcoffset()
    if offset is not None:
        return _fixed(moment, offset, precision, raw)
    return _local(moment, precision, timezone, timezone_source, raw)


def parse_x12_time(
    date: str,
    time: str,
    code: str = "",
    *,
    timezone: str | None = None,
    timezone_source: OffsetSource = "partner",
) -> OccurredAt:
    """Read X12 date (373), time (337) and time code (623) elements.

    Dates are CCYYMMDD or YYMMDD, times HHMM[SS[D[D]]]. Codes ``LT`` and empty mean
    the local time of the place: ``timezone`` is its IANA name, from
    ``timezone_source``. An unreadable time is not cut down to its date.
    """
    date, time, code = date.strip(), time.strip(), code.strip()
    raw = " ".join(part for part in (date, time, code) if part)[:80]
    if not date:
        return _nothing(raw, "missing", "The date is missing.")
    try:
        day = _x12_date(date)
    except ValueError:
        return _nothing(raw, "bad_date", "The date is not a day as CCYYMMDD.")
    try:
        moment, precision = _x12_time(day, time)
    except ValueError:
        return _nothing(raw, "bad_time", "The time is not a clock time as HHMM.")
    try:
        where = x12_zone(code)
    except UnknownZone as error:
        return _nothing(raw, "bad_zone", str(error))
    if where is None:
        return _local(moment, precision, timezone, timezone_source, raw)
    return _placed(moment, precision, where, "payload", raw)


def _read(raw: str, format: str | None) -> tuple[datetime, Precision]:
    if format in ("epoch", "epoch_ms"):
        seconds = float(raw) / (1000 if format == "epoch_ms" else 1)
        return datetime.fromtimestamp(seconds, tz=UTC), "second"
    if format:
        return datetime.strptime(raw, format), _format_precision(format)
    moment = datetime.fromisoformat(raw)
    if _DATE_ONLY.fullmatch(raw) or ("W" in raw and "T" not in raw):
        return moment, "date"
    return moment, "minute" if _ISO_MINUTE.fullmatch(raw) else "second"


def _format_precision(format: str) -> Precision:
    if any(token in format for token in ("%S", "%f", "%X", "%c", "%T")):
        return "second"
    return "minute" if "%M" in format or "%H" in format or "%I" in format else "date"


def _x12_date(text: str) -> datetime:
    if not _DIGITS.fullmatch(text) or len(text) not in (6, 8):
        raise ValueError("neither CCYYMMDD nor YYMMDD")
    if len(text) == 6:
        # Years without a century: an interchange is never older than 1970.
        text = ("19" if text[:2] >= "70" else "20") + text
    return datetime(int(text[:4]), int(text[4:6]), int(text[6:]))


def _x12_time(day: datetime, text: str) -> tuple[datetime, Precision]:
    if not text:
        return day, "date"
    if not _DIGITS.fullmatch(text) or not (len(text) == 4 or 6 <= len(text) <= 8):
        raise ValueError("not HHMM[SS[DD]]")
    hour, minute = int(text[:2]), int(text[2:4])
    second = int(text[4:6]) if len(text) > 4 else 0
    precision: Precision = "second" if len(text) > 4 else "minute"
    if (hour, minute, second) == (24, 0, 0):
        return day + timedelta(days=1), precision
    return day.replace(hour=hour, minute=minute, second=second), precision


def _fixed(
    moment: datetime, offset: timedelta, precision: Precision, raw: str
) -> OccurredAt:
    try:
        utc = (moment.replace(tzinfo=None) - offset).replace(microsecond=0)
    except OverflowError:
        return _nothing(raw, "bad_time", "The time is outside the calendar.")
    minutes = int(offset.total_seconds() // 60)
    return OccurredAt(utc, minutes, precision, "payload", raw)


def _local(
    moment: datetime,
    precision: Precision,
    name: str | None,
    source: OffsetSource,
    raw: str,
) -> OccurredAt:
    if not name:
        utc = moment.replace(microsecond=0)
        return OccurredAt(
            utc, None, precision, "none", raw, "no_zone", _NOTES["no_zone"]
        )
    try:
        where = zone(name)
    except UnknownZone as error:
        return _nothing(raw, "bad_zone", str(error))
    return _placed(moment, precision, where, source, raw)


def _placed(
    moment: datetime,
    precision: Precision,
    where: tzinfo,
    source: OffsetSource,
    raw: str,
) -> OccurredAt:
    try:
        utc, minutes, oddity = place(moment.replace(microsecond=0), where)
    except OverflowError:
        return _nothing(raw, "bad_time", "The time is outside the calendar.")
    note = _NOTES[oddity] if oddity else None
    return OccurredAt(utc, minutes, precision, source, raw, oddity, note)


def _nothing(raw: str, code: str, fault: str) -> OccurredAt:
    return OccurredAt(None, None, "none", "none", raw, code, fault)


def describe_span(since: datetime | None, until: datetime | None) -> str | bool:
    """``3 h 05 min`` between two moments; False when one of them is not known."""
    if not since or not until:
        return False
    seconds = int((until - since).total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    if days:
        return f"{sign}{days} d {hours} h"
    if hours:
        return f"{sign}{hours} h {minutes:02d} min"
    return f"{sign}{minutes} min {seconds:02d} s" if minutes else f"{sign}{seconds} s"
