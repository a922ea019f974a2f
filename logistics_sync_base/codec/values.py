# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain values out of partner values: one rule for JSON, CSV and EDI."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ..core.problem import value_class

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_TRUE = frozenset(("true", "1", "yes", "y", "on", "t"))
_FALSE = frozenset(("false", "0", "no", "n", "off", "f"))
_SIGNATURES = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
)


class ValueFault(ValueError):
    """A value cannot be read as what its field needs."""

    def __init__(self, message: str, remedy: str, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.path = path


def text(value: Any) -> str | None:
    """Text without outer spaces and control characters; None for nothing left.

    Numbers become their shortest decimal form. Raises ValueFault for lists and
    objects.
    """
    if isinstance(value, str):
        cleaned = value.strip()
        if not cleaned.isprintable():
            cleaned = _UNSTORABLE.sub("", cleaned).strip()
        return cleaned or None
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value) if isinstance(value, int) else decimal_text(value)
    raise ValueFault(
        f"Text is needed, found {value_class(value)}.",
        "Point the expression at a single value.",
    )


def json_value(value: Any) -> Any:
    """A value as JSON keeps it: a Decimal as text, texts without control characters."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    return str(value) if isinstance(value, Decimal) else value


def decimal_text(value: Any, decimal_comma: bool = False) -> str | None:
    """A number as plain text without needless zeros: ``1.50`` and 1.5 give ``1.5``.

    With ``decimal_comma`` the text form is ``1.234,50``. None for nothing; raises
    ValueFault for what is no finite number of ordinary size.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        digits = str(value) if abs(value) < 10**30 else ""
    elif isinstance(value, (float, Decimal)):
        digits = str(value)
    else:
        digits = text(value) or ""
        if not digits:
            return None
        digits = digits.replace(" ", "").replace("\u00a0", "")
        if decimal_comma:
            digits = digits.replace(".", "").replace(",", ".")
    if digits.isdigit() and digits.isascii() and len(digits) <= 30:
        return digits.lstrip("0") or "0"
    if len(digits) > 60 or not _NUMBER.fullmatch(digits):
        raise ValueFault(
            f"A number is needed, found {value_class(value)}.",
            "Correct the value, or the decimal sign of the mapping.",
        )
    try:
        number = Decimal(digits)
    except InvalidOperation as error:
        raise ValueFault("A number is needed.", "Correct the value.") from error
    if number and not -12 <= number.adjusted() <= 30:
        raise ValueFault("The number is beyond any quantity.", "Correct the value.")
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.lstrip("+")
    return "0" if plain in ("-0", "") else plain


def integer(value: Any) -> int | None:
    """A whole number; raises ValueFault for a fraction or no number."""
    digits = decimal_text(value)
    if digits is None:
        return None
    if "." in digits:
        raise ValueFault("A whole number is needed.", "Correct the value.")
    return int(digits)


def boolean(value: Any) -> bool | None:
    """True or false from JSON, yes/no, y/n, 1/0, on/off; None for nothing."""
    if isinstance(value, bool) or value is None:
        return value
    word = (text(value) or "").casefold()
    if not word:
        return None
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueFault(
        f"True or false is needed, found {value_class(value)}.",
        "Send true or false, or correct the expression.",
    )


def date_text(value: Any, form: str | None = None) -> str | None:
    """A day as ``2026-11-20``; of a moment the day it was at its own place.

    ``form`` is a strptime format; without it ISO 8601 is read, with or without dashes
    and with or without a time. Raises ValueFault for what is no day.
    """
    written = text(value)
    if written is None:
        return None
    try:
        if form:
            return datetime.strptime(written, form).date().isoformat()
        return datetime.fromisoformat(written).date().isoformat()
    except ValueError as error:
        raise ValueFault(
            f"A day is needed, found {value_class(value)}.",
            "Correct the value, or the date format of the rule.",
        ) from error


def texts(value: Any, separator: str | None = None) -> list[str] | None:
    """A list of texts of a list, or of one text cut at the separator."""
    if isinstance(value, str) and separator:
        value = value.split(separator)
    parts = value if isinstance(value, list) else [value]
    found = [part for part in map(text, parts) if part]
    return found or None


def document(
    value: Any, name: str | None = None, mimetype: str | None = None
) -> dict[str, str] | None:
    """A file from base64 text, a data URL or ``{"name", "mimetype", "data"}``.

    The type follows the first bytes where they are known, so that a wrong label does
    not travel on. Raises ValueFault when it is not base64 or larger than ten MB.
    """
    if isinstance(value, Mapping):
        name = text(value.get("name")) or name
        mimetype = text(value.get("mimetype")) or mimetype
        value = value.get("data")
    encoded = text(value)
    if encoded is None:
        return None
    if encoded.startswith("data:"):
        label, _, encoded = encoded.partition(",")
        mimetype = label[5:].partition(";")[0] or mimetype
    encoded = "".join(encoded.split())
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueFault(
            "The document is not base64 text.", "Send the file as base64."
        ) from error
    if not data or len(data) > MAX_DOCUMENT_BYTES:
        raise ValueFault(
            f"The document has {len(data)} bytes.",
            f"Send a file of 1 to {MAX_DOCUMENT_BYTES} bytes.",
        )
    known = next((item for item in _SIGNATURES if data.startswith(item[0])), None)
    if known:
        mimetype = known[1]
    mimetype = (mimetype or "application/octet-stream").lower()
    extension = known[2] if known else "bin"
    return {
        "name": name or f"proof_of_delivery.{extension}",
        "mimetype": mimetype,
        "data": encoded,
    }
