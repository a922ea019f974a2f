# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Times as EDIFACT writes them: a value and a format code (element 2379)."""

from __future__ import annotations

import re

from .times import OccurredAt, parse_timestamp

# {format code: (strptime format, what the value looks like)}
_FORMATS = {
    "101": ("%y%m%d", r"\d{6}"),
    "102": ("%Y%m%d", r"\d{8}"),
    "201": ("%y%m%d%H%M", r"\d{10}"),
    "202": ("%y%m%d%H%M%S", r"\d{12}"),
    "203": ("%Y%m%d%H%M", r"\d{12}"),
    "204": ("%Y%m%d%H%M%S", r"\d{14}"),
    "205": ("%Y%m%d%H%M%z", r"\d{12}[+-]\d{4}"),
    "303": ("%Y%m%d%H%M%z", r"\d{12}(?:[A-Z]{1,5}|[+-]\d{2}(?:\d{2})?)"),
    "304": ("%Y%m%d%H%M%S%z", r"\d{14}(?:[A-Z]{1,5}|[+-]\d{2}(?:\d{2})?)"),
}
_ZERO = ("UTC", "GMT", "Z", "UT")
_LETTERS = re.compile(r"[A-Z]+$")


def parse_edifact_time(
    value: str, format_code: str, *, timezone: str | None = None
) -> OccurredAt:
    """The moment of a DTM: C507 2380 in the format 2379.

    Values without an offset are local times in ``timezone`` (IANA name). Formats 303
    and 304 carry a zone as letters or an offset; letters other than those of UTC do not
    name an offset for sure and are a fault. Never raises: see :class:`OccurredAt`.
    """
    value = value.strip()
    known = _FORMATS.get(format_code)
    if not value:
        return parse_timestamp(None)
    if known is None or not re.fullmatch(known[1], value, re.ASCII):
        return _unusable(
            value,
            "bad_time",
            f"The time does not follow its format code {format_code or '(none)'}.",
        )
    pattern = known[0]
    letters = _LETTERS.search(value)
    if letters and letters.group() not in _ZERO:
        message = f"The time zone {letters.group()} does not name one offset."
        return _unusable(value, "bad_zone", message)
    if letters:
        value = value[: letters.start()] + "+0000"
    elif pattern.endswith("%z") and re.search(r"[+-]\d{2}$", value):
        value += "00"
    return parse_timestamp(value, format=pattern, timezone=timezone)


def _unusable(raw: str, code: str, message: str) -> OccurredAt:
    return OccurredAt(None, None, "none", "none", raw[:80], code, message)
