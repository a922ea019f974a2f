# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One value of a document, from the wire and to it. See :mod:`.definition`."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from .definition import Field

# X12 allows an exponent; nobody ships 10 to the 30th of anything.
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,15})?|[.,]\d{1,15})", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d{1,18}(?:\.\d{0,15})?E[+-]?\d{1,2}", re.ASCII)
_DATE = re.compile(r"(?:\d{6}|\d{8})", re.ASCII)
_TIME = re.compile(r"(\d\d)(\d\d)(?:(\d\d)(\d{1,2})?)?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,2}))?)?", re.ASCII)


class ValueFault(ValueError):
    """A value does not fit its type; ``code`` is the one of the fault."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def from_wire(item: Field, text: str, decimal_mark: str = ".") -> str:
    """The value of an element as it stands in the object; raises ValueFault."""
    if item.table is not None:
        return item.table.names.get(text, text)
    if item.type == "text":
        return text
    if item.type == "date":
        return _read_date(text)
    if item.type == "time":
        return _read_time(text)
    if item.type == "decimal":
        return _plain(_read_number(text, decimal_mark))
    return _read_implied(text, int(item.type[1:]), decimal_mark)


def has_explicit_point(item: Field, text: str) -> bool:
    """Whether a number has a point that its type leaves out: is it 12.50 or 1250?"""
    return item.type[0] == "n" and ("." in text or "," in text)


def to_wire(item: Field, value: Any, decimal_mark: str = ".") -> str:
    """The text of an element; raises ValueFault for what does not fit its type."""
    text = _as_text(value)
    if item.table is not None:
        return item.table.codes.get(text, text)
    if item.type == "text":
        return text
    if item.type == "date":
        return _write_date(text)
    if item.type == "time":
        return _write_time(text)
    number = _read_number(text, ".")
    if item.type == "decimal":
        return _plain(number).replace(".", decimal_mark)
    return _write_implied(number, int(item.type[1:]))


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, Decimal):
        text = _plain(value) if value.is_finite() else ""
    elif isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
    elif isinstance(value, date | time) and not isinstance(value, datetime):
        text = value.isoformat()
    else:
        raise ValueFault(
            "bad_value", f"A {type(value).__name__} is no text, number or date."
        )
    if not text:
        raise ValueFault("bad_value", "The value is empty.")
    return text


def _read_number(text: str, decimal_mark: str) -> Decimal:
    mark_is_foreign = "," in text and decimal_mark != ","
    if _NUMBER.fullmatch(text) and not mark_is_foreign:
        return Decimal(text.replace(",", "."))
    if _EXPONENT.fullmatch(text):
        return Decimal(text)
    raise ValueFault("bad_number", f"{_short(text)} is not a number.")


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.removeprefix("-") if not number else text


def _read_implied(text: str, places: int, decimal_mark: str) -> str:
    number = _read_number(text, decimal_mark)
    if "." in text or "," in text:
        # Many partners write the point that the standard leaves out.
        return _plain(number)
    return _plain(number.scaleb(-places))


def _write_implied(number: Decimal, places: int) -> str:
    shifted = number.scaleb(places)
    if shifted != shifted.to_integral_value():
        raise ValueFault(
            "bad_number", f"{number} has more than {places} digits after the point."
        )
    return _plain(shifted.to_integral_value())


def _read_date(text: str) -> str:
    pattern = {6: "%y%m%d", 8: "%Y%m%d"}.get(len(text), "")
    with contextlib.suppress(ValueError):
        if _DATE.fullmatch(text):
            return datetime.strptime(text, pattern).date().isoformat()
    raise ValueFault("bad_date", f"{_short(text)} is not a date.")


def _write_date(text: str) -> str:
    with contextlib.suppress(ValueError):
        if _ISO_DATE.fullmatch(text) and date.fromisoformat(text):
            return text.replace("-", "")
    raise ValueFault("bad_date", f"{_short(text)} is not a date such as 2026-11-20.")


def _read_time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if not found or not _is_time(found):
        raise ValueFault("bad_time", f"{_short(text)} is not a time.")
    hours, minutes, seconds, decimals = found.groups()
    result = f"{hours}:{minutes}"
    if seconds:
        result += f":{seconds}"
    return f"{result}.{decimals}" if decimals else result


def _write_time(text: str) -> str:
    found = _ISO_TIME.fullmatch(text)
    if not found or not _is_time(found):
        raise ValueFault("bad_time", f"{_short(text)} is not a time such as 17:05.")
    return "".join(part for part in found.groups() if part)


def _is_time(found: re.Match[str]) -> bool:
    hours, minutes, seconds = found[1], found[2], found[3] or "0"
    return int(hours) < 24 and int(minutes) < 60 and int(seconds) < 60


def _short(text: str) -> str:
    return repr(text[:20])
