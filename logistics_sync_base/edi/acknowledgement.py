# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Functional acknowledgements (set 997), written and read; 999 is read too.

Codes are those of the standard: AK3 720, AK4 723, AK5 717 and 718, AK9 715 and 716.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .delimiters import Delimiters
from .errors import Fault, X12Error
from .reader import Interchange
from .results import GroupResult, SegmentError, TransactionResult, read_997
from .structure import Group, Transaction
from .writer import Envelope, OutboundTransaction, Party

__all__ = [
    "GroupAck",
    "GroupResult",
    "SegmentError",
    "TransactionAck",
    "TransactionResult",
    "acknowledge",
    "find_rejected",
    "judge",
    "read_997",
    "reply_envelope",
    "segments_997",
]
# A 997 is never answered by a 997, or two partners would never stop.
ACKNOWLEDGEMENT_GROUP = "FA"
MAX_SEGMENT_ERRORS = 99
_TRANSACTION_CODES = {
    "missing_se": "2",
    "se_control": "3",
    "se_count": "4",
    "st_set": "6",
    "st_control": "7",
    "duplicate_st": "23",
    "unsupported_set": "1",
}
_GROUP_CODES = {
    "gs_version": "2",
    "missing_ge": "3",
    "ge_control": "4",
    "ge_count": "5",
    "gs_control": "6",
    "duplicate_group": "19",
}
_SEGMENT_CODES = {
    "segment_name": "1",
    "unexpected_segment": "2",
    "missing_segment": "3",
    "unused_segment": "6",
}
_ELEMENT_CODES = {
    "missing_element": "1",
    "too_short": "4",
    "too_long": "5",
    "bad_character": "6",
    "bad_code": "7",
    "bad_date": "8",
    "bad_time": "9",
    "bad_zone": "7",
    "bad_number": "6",
    "missing": "1",
}
_NEVER_ACCEPTED = frozenset(("missing_se", "st_set", "st_control", "duplicate_st"))


@dataclass(frozen=True, slots=True)
class TransactionAck:
    """Our verdict on one transaction: A accepted, E with errors, R rejected."""

    set_id: str
    control: str
    status: str
    codes: tuple[str, ...]
    segments: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupAck:
    """Our verdict on one group: A, E, P (some rejected) or R (all rejected)."""

    functional_id: str
    control: str
    version: str
    status: str
    codes: tuple[str, ...]
    included: str
    transactions: tuple[TransactionAck, ...]

    @property
    def accepted(self) -> int:
        """How many transactions are accepted, with errors or without."""
        return sum(part.status != "R" for part in self.transactions)


def judge(
    interchange: Interchange, faults: Sequence[Fault], policy: str = "lenient"
) -> list[GroupAck]:
    """The verdicts on an interchange from its faults (envelope and transactions).

    ``strict`` rejects a transaction with any error. ``lenient`` accepts it with
    errors noted, unless it has no end, no identity, or a segment that is none: then
    nobody can know what it says. Warnings never count.
    """
    if policy not in ("lenient", "strict"):
        raise X12Error(
            "policy", f"There is no policy {policy!r}.", "Use lenient or strict."
        )
    serious = [fault for fault in faults if fault.level == "error"]
    acks = []
    for group in interchange.groups:
        if not _is_judged(group):
            continue
        own = [fault for fault in serious if fault.group == group.index]
        acks.append(_judge_group(group, own, policy))
    return acks


def find_rejected(
    interchange: Interchange, faults: Sequence[Fault], policy: str = "lenient"
) -> set[tuple[int, int]]:
    """(group, transaction) positions of what :func:`judge` rejects."""
    groups = [group for group in interchange.groups if _is_judged(group)]
    return {
        (group.index, place)
        for group, ack in zip(groups, judge(interchange, faults, policy), strict=True)
        for place, part in enumerate(ack.transactions)
        if part.status == "R"
    }


def acknowledge(
    interchange: Interchange,
    faults: Sequence[Fault],
    policy: str = "lenient",
    controls: Iterable[str] = (),
) -> list[OutboundTransaction]:
    """One set 997 per received group, for a group ``FA`` of ours.

    ``controls`` gives the ST02 of each. Raises X12Error when they do not suffice.
    """
    numbers = iter(controls)
    transactions = []
    for ack in judge(interchange, faults, policy):
        control = next(numbers, None)
        if control is None:
            raise X12Error(
                "control",
                "There are more groups to acknowledge than control numbers.",
                "Draw one control number per group.",
            )
        transactions.append(OutboundTransaction("997", control, segments_997(ack)))
    return transactions


def reply_envelope(
    interchange: Interchange, delimiters: Delimiters | None = None
) -> Envelope:
    """An envelope back to the sender, in the version and usage of its first group."""
    group = interchange.groups[0] if interchange.groups else None
    us, them = interchange.receiver, interchange.sender
    version = group.version[:6] if group and group.version[:6].isdigit() else "004010"
    usage = interchange.usage if interchange.usage in ("P", "T", "I") else "P"
    return Envelope(
        Party(us[0], us[1], group.receiver if group else ""),
        Party(them[0], them[1], group.sender if group else ""),
        version,
        usage,
        delimiters or Delimiters(),
    )


def segments_997(ack: GroupAck) -> list[list[str]]:
    """The segments of a set 997 for one group, without ST and SE."""
    segments = [["AK1", ack.functional_id, ack.control]]
    if ack.version >= "005010":
        segments[0].append(ack.version)
    for part in ack.transactions:
        segments.append(["AK2", part.set_id, part.control])
        segments += [list(segment) for segment in part.segments]
        segments.append(["AK5", part.status, *part.codes[:5]])
    count = len(ack.transactions)
    segments.append(
        [
            "AK9",
            ack.status,
            ack.included or str(count),
            str(count),
            str(ack.accepted),
            *ack.codes[:5],
        ]
    )
    return segments


def _is_judged(group: Group) -> bool:
    return bool(group.gs) and group.functional_id != ACKNOWLEDGEMENT_GROUP


def _judge_group(group: Group, faults: list[Fault], policy: str) -> GroupAck:
    of_group = [fault for fault in faults if fault.transaction is None]
    codes = _codes(of_group, _GROUP_CODES)
    parts = tuple(
        _judge_transaction(
            transaction,
            [fault for fault in faults if fault.transaction == transaction.index],
            policy,
        )
        for transaction in group.transactions
    )
    rejected = sum(part.status == "R" for part in parts)
    if (parts and rejected == len(parts)) or (policy == "strict" and codes):
        status = "R"
        parts = tuple(_rejected(part) for part in parts)
    elif rejected:
        status = "P"
    elif codes or any(part.status == "E" for part in parts):
        status = "E"
    else:
        status = "A"
    told = group.ge[1].strip() if group.ge and len(group.ge) > 1 else ""
    included = told if told.isascii() and told.isdigit() else ""
    return GroupAck(
        group.functional_id,
        group.control,
        group.version,
        status,
        codes,
        included,
        parts,
    )


def _rejected(part: TransactionAck) -> TransactionAck:
    return TransactionAck(part.set_id, part.control, "R", part.codes, part.segments)


def _judge_transaction(
    transaction: Transaction, faults: list[Fault], policy: str
) -> TransactionAck:
    details = _segment_details(transaction, faults)
    codes = _codes(faults, _TRANSACTION_CODES)
    if details:
        codes = tuple(dict.fromkeys((*codes, "5")))
    fatal = any(
        fault.code in _NEVER_ACCEPTED or fault.code == "segment_name"
        for fault in faults
    )
    if not faults:
        status = "A"
    elif policy == "strict" or fatal:
        status = "R"
    else:
        status = "E"
    return TransactionAck(
        transaction.set_id, transaction.control, status, codes, details
    )


def _codes(faults: list[Fault], table: dict[str, str]) -> tuple[str, ...]:
    found = [table[fault.code] for fault in faults if fault.code in table]
    return tuple(dict.fromkeys(found))


def _segment_details(
    transaction: Transaction, faults: list[Fault]
) -> tuple[tuple[str, ...], ...]:
    """AK3 and AK4 segments of the faults inside a transaction."""
    details: list[tuple[str, ...]] = []
    previous = None
    for fault in faults[:MAX_SEGMENT_ERRORS]:
        known = fault.code in _SEGMENT_CODES or fault.code in _ELEMENT_CODES
        if not known or fault.segment_index is None:
            continue
        position = str(fault.segment_index - transaction.start + 1)
        in_element = fault.element is not None and fault.code in _ELEMENT_CODES
        if (fault.segment, position) != previous:
            syntax = _SEGMENT_CODES.get(fault.code, "8")
            details.append(("AK3", fault.segment, position, "", syntax))
            previous = (fault.segment, position)
        if in_element:
            # The copy of a bad value could itself hold our delimiters; it is left out.
            code = _ELEMENT_CODES[fault.code]
            details.append(("AK4", str(fault.element), "", code))
    return tuple(details)
