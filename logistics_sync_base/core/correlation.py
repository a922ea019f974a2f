# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One id that follows a fact from the partner's request to the invoice."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping

from .headers import header

CORRELATION_HEADER = "x-correlation-id"
TRACE_HEADER = "traceparent"
# The charset is safe in headers, log lines, file names and search boxes.
_CORRELATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{7,63}", re.ASCII)
# W3C Trace Context: version, trace id, parent id, flags; later versions may add.
_TRACEPARENT = re.compile(
    r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII
)
_TRACE_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def new_id() -> str:
    """A new id of 32 hexadecimal digits: also a valid trace id."""
    return uuid.uuid4().hex


def correlation_id(headers: Mapping[str, str], make: Callable[[], str] = new_id) -> str:
    """The partner's correlation id, else the trace id of ``traceparent``, else new.

    An id outside 8 to 64 characters of ``A-Z a-z 0-9 . _ : -`` is not taken over:
    it would travel into logs and headers of ours.
    """
    given = header(headers, CORRELATION_HEADER)
    if _CORRELATION.fullmatch(given):
        return given
    return trace_id(header(headers, TRACE_HEADER)) or make()


def trace_id(traceparent: str) -> str | None:
    """Trace id of a W3C ``traceparent`` value, None when the value is invalid."""
    match = _TRACEPARENT.fullmatch(traceparent)
    if not match:
        return None
    version, trace, parent, _flags, more = match.groups()
    if version == "ff" or (version == "00" and more):
        return None
    if not int(trace, 16) or not int(parent, 16):
        return None
    return trace


def traceparent(correlation: str, span: str | None = None) -> str | None:
    """``traceparent`` for a call of ours; None when the id is no trace id.

    ``span`` is 16 hexadecimal digits naming this call; a new one is made without.
    """
    candidate = correlation.replace("-", "").lower()
    if not _TRACE_ID.fullmatch(candidate) or not int(candidate, 16):
        return None
    return f"00-{candidate}-{span or uuid.uuid4().hex[:16]}-01"
