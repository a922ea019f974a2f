# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read what a partner answers to our transactions (sets 997 and 999)."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import X12Error
from .reader import element
from .structure import Transaction

_ACCEPTED = ("A", "E")


@dataclass(frozen=True, slots=True)
class SegmentError:
    """One segment the partner refuses; ``elements`` are (place, code, copy)."""

    segment: str
    position: int | None
    code: str
    elements: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionResult:
    """The partner's verdict on one transaction: A, E, R, M, W or X."""

    set_id: str
    control: str
    status: str
    codes: tuple[str, ...]
    segments: tuple[SegmentError, ...]

    @property
    def is_accepted(self) -> bool:
        """True when the partner took the transaction, with errors or without."""
        return self.status in _ACCEPTED


@dataclass(frozen=True, slots=True)
class GroupResult:
    """The partner's verdict on one group of ours: A, E, P, R, M, W or X.

    The counts are None when they are missing. ``transactions`` may be empty: the
    verdict on the group then stands for all of it.
    """

    functional_id: str
    group_control: str
    version: str
    status: str
    codes: tuple[str, ...]
    included: int | None
    received: int | None
    accepted: int | None
    transactions: tuple[TransactionResult, ...]

    @property
    def is_accepted(self) -> bool:
        """True when the whole group was taken."""
        return self.status in _ACCEPTED


def read_997(transaction: Transaction) -> GroupResult:
    """The result in a set 997 or 999.

    Raises X12Error for another set, and when AK1 or AK9 is missing: an answer without
    verdict is no success.
    """
    if transaction.set_id not in ("997", "999"):
        raise _refusal(transaction, f"The set {transaction.set_id} is no 997 or 999.")
    header: list[str] = []
    trailer: list[str] = []
    results: list[TransactionResult] = []
    opened: _Opened | None = None
    for segment in transaction.segments:
        name = segment[0]
        if name == "AK1":
            header = segment
        elif name == "AK2":
            opened = _Opened(element(segment, 1), element(segment, 2), [])
        elif name == "AK9":
            trailer = segment
        elif opened is not None and name in ("AK3", "IK3"):
            opened.errors.append(_segment_error(segment))
        elif opened is not None and name in ("AK4", "IK4") and opened.errors:
            opened.errors[-1] = _with_element(opened.errors[-1], segment)
        elif opened is not None and name in ("AK5", "IK5"):
            results.append(opened.close(segment))
            opened = None
    if not header or not trailer:
        missing = "AK1" if not header else "AK9"
        raise _refusal(transaction, f"The acknowledgement has no {missing}.")
    return GroupResult(
        element(header, 1),
        element(header, 2),
        element(header, 3),
        element(trailer, 1),
        tuple(code for code in trailer[5:] if code),
        _number(element(trailer, 2)),
        _number(element(trailer, 3)),
        _number(element(trailer, 4)),
        tuple(results),
    )


@dataclass(slots=True)
class _Opened:
    set_id: str
    control: str
    errors: list[SegmentError]

    def close(self, segment: list[str]) -> TransactionResult:
        codes = tuple(code for code in segment[2:] if code)
        status = element(segment, 1)
        return TransactionResult(
            self.set_id, self.control, status, codes, tuple(self.errors)
        )


def _segment_error(segment: list[str]) -> SegmentError:
    return SegmentError(
        element(segment, 1), _number(element(segment, 2)), element(segment, 4)
    )


def _with_element(error: SegmentError, segment: list[str]) -> SegmentError:
    found = (element(segment, 1), element(segment, 3), element(segment, 4))
    return SegmentError(
        error.segment, error.position, error.code, (*error.elements, found)
    )


def _refusal(transaction: Transaction, message: str) -> X12Error:
    return X12Error(
        "acknowledgement",
        message,
        "Ask the partner to send the acknowledgement again.",
        segment_index=transaction.start,
        segment="ST",
    )


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None
