# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a partner's acknowledgement means for an interchange we sent."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from .results import GroupResult, SegmentError, TransactionResult

ACCEPTED, WITH_ERRORS, REJECTED = "accepted", "accepted_with_errors", "rejected"


class Verdict(NamedTuple):
    """``details`` name each transaction and segment the partner found wrong;
    ``unknown`` are control numbers it speaks of that we never sent."""

    state: str
    details: tuple[str, ...]
    unknown: tuple[str, ...]


def get_verdict(result: GroupResult, sent: Collection[str]) -> Verdict:
    """The verdict of a 997 or 999 on a group with the ``sent`` ST control numbers.

    One rejected transaction makes all of it rejected: somebody has to act. A code
    that is none of the accepting ones is a rejection, never taken for consent.
    """
    numbers = {_plain(control) for control in sent}
    parts = result.transactions
    unknown = tuple(
        part.control for part in parts if _plain(part.control) not in numbers
    )
    refused = [part for part in parts if not part.is_accepted]
    if refused or not result.is_accepted:
        state = REJECTED
    elif result.status == "E" or any(part.status == "E" for part in parts):
        state = WITH_ERRORS
    elif result.accepted is not None and result.accepted < len(numbers):
        # "All is well", and fewer were taken than we sent: some are missing there.
        state = REJECTED
    else:
        state = ACCEPTED
    return Verdict(state, tuple(_details(result)), unknown)


def _details(result: GroupResult) -> list[str]:
    lines = []
    if result.codes:
        lines.append(f"group {result.group_control}: code {', '.join(result.codes)}")
    if result.accepted is not None and result.received is not None:
        if result.accepted != result.received:
            lines.append(f"{result.accepted} of {result.received} documents accepted")
    for part in result.transactions:
        lines += _of_transaction(part)
    return lines


def _of_transaction(part: TransactionResult) -> list[str]:
    if part.status == "A":
        return []
    name = f"{part.set_id} {part.control}"
    codes = f" (code {', '.join(part.codes)})" if part.codes else ""
    lines = [f"{name}: {_STATUS.get(part.status, part.status)}{codes}"]
    return lines + [f"{name}: {_of_segment(error)}" for error in part.segments]


def _of_segment(error: SegmentError) -> str:
    text = f"segment {error.segment}"
    if error.position:
        text += f" at place {error.position}"
    if error.code in _SEGMENT_CODES:
        text += f": {_SEGMENT_CODES[error.code]}"
    for place, code, _copy in error.elements:
        reason = _ELEMENT_CODES.get(code, f"code {code}")
        text += f", element {place}: {reason}"
    return text


def _plain(control: str) -> str:
    """Some partners drop or add zeros in front."""
    return control.strip().lstrip("0")


_STATUS = {
    "E": "accepted with errors",
    "R": "rejected",
    "M": "rejected, authentication failed",
    "W": "rejected, assurance failed",
    "X": "rejected, could not be decrypted",
}
_SEGMENT_CODES = {
    "1": "unknown segment",
    "2": "unexpected segment",
    "3": "required segment missing",
    "4": "loop comes too often",
    "5": "segment comes too often",
    "6": "segment not in this document",
    "7": "wrong order",
    "8": "has errors",
}
_ELEMENT_CODES = {
    "1": "required value missing",
    "2": "value required by another one missing",
    "3": "too many elements",
    "4": "too short",
    "5": "too long",
    "6": "bad character",
    "7": "code not valid",
    "8": "date not valid",
    "9": "time not valid",
    "10": "must not be there",
}
