# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Check control numbers, counts and versions of an interchange.

The rules are those of the X12 control structures (X12.5 interchange, X12.6 groups and
transactions). Partners break the counts in practice, so that nothing here stops the
reading: what is wrong is named, and a policy decides (:mod:`.acknowledgement`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import Fault, errors
from .reader import Interchange, element
from .structure import Group, Transaction

__all__ = ["check", "errors"]

# Minimum equals maximum length for ISA01 to ISA15.
_ISA_LENGTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1)
_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{1,2}", re.ASCII)
_VERSION = re.compile(r"0\d{2}0\d{2}.*", re.ASCII | re.DOTALL)
_FUNCTIONAL_IDS = {
    "204": ("SM",),
    "210": ("IM",),
    "214": ("QM",),
    "310": ("IO", "QO"),
    "315": ("QO",),
    "810": ("IN",),
    "820": ("RA",),
    "850": ("PO",),
    "855": ("PR",),
    "856": ("SH",),
    "940": ("OW",),
    "943": ("AR",),
    "944": ("RE",),
    "945": ("SW",),
    "990": ("GF",),
    "997": ("FA",),
    "999": ("FA",),
}


def check(interchange: Interchange) -> list[Fault]:
    """Every fault of the envelopes, in order of place; an empty list means sound."""
    faults = list(interchange.faults)
    faults += interchange.structure_faults
    faults += _header(interchange)
    faults += _trailer(interchange)
    faults += _segment_names(interchange)
    controls: set[str] = set()
    for group in interchange.groups:
        if group.control and group.control in controls:
            message = f"The group control number {group.control} is used twice."
            faults.append(
                _of_group("duplicate_group", group, 6, group.control, message)
            )
        controls.add(group.control)
        faults += _group(group)
        faults += _transactions(group)
    faults.sort(key=lambda fault: fault.segment_index or 0)
    return faults


def _header(interchange: Interchange) -> Iterator[Fault]:
    isa = interchange.isa
    for number, length in enumerate(_ISA_LENGTHS, start=1):
        if len(isa[number]) != length:
            yield Fault(
                "isa_length",
                "warning",
                0,
                "ISA",
                number,
                isa[number],
                f"ISA{number:02d} has {len(isa[number])} characters, not {length}.",
            )
    if not interchange.control.isdigit():
        message = "The interchange control number ISA13 is not a number."
        yield Fault("isa_control", "error", 0, "ISA", 13, interchange.control, message)
    if not interchange.groups and not _is_service(interchange):
        message = "The interchange holds no functional group."
        yield Fault("no_group", "error", 0, "ISA", None, "", message)


def _is_service(interchange: Interchange) -> bool:
    """Whether it carries a TA1, which needs no functional group."""
    return any(segment[0] == "TA1" for segment in interchange.segments[1:3])


def _trailer(interchange: Interchange) -> Iterator[Fault]:
    iea = interchange.iea
    place = len(interchange.segments) - 1
    if iea is None:
        message = "The interchange has no IEA: the file may be cut off."
        yield Fault("missing_iea", "error", place, "IEA", None, "", message)
        return
    count = len(interchange.groups)
    if not _same_number(element(iea, 1), count):
        message = f"IEA01 tells {element(iea, 1)} groups, there are {count}."
        yield Fault("iea_count", "error", place, "IEA", 1, element(iea, 1), message)
    yield from _controls("ISA13", interchange.control, iea, "IEA", place, None, None)


def _segment_names(interchange: Interchange) -> Iterator[Fault]:
    wrong = {name for name in interchange.names if not _SEGMENT_NAME.fullmatch(name)}
    if not wrong:
        return
    # With an element separator that is not the ISA's, whole lines end up as names.
    for group in interchange.groups:
        for transaction in group.transactions:
            for offset, segment in enumerate(transaction.segments):
                if segment[0] in wrong:
                    yield Fault(
                        "segment_name",
                        "error",
                        transaction.start + offset,
                        segment[0][:3],
                        None,
                        segment[0][:40],
                        f"{segment[0][:20]!r} is not a segment name.",
                        group.index,
                        transaction.index,
                    )


def _group(group: Group) -> Iterator[Fault]:
    if not group.gs:
        return
    if not _VERSION.fullmatch(group.version):
        message = f"GS08 {group.version!r} is not a version such as 004010."
        yield _of_group("gs_version", group, 8, group.version, message, "warning")
    if not group.control.isdigit():
        message = "The group control number GS06 is not a number."
        yield _of_group("gs_control", group, 6, group.control, message)
    if group.ge is None:
        return
    count = len(group.transactions)
    if not _same_number(element(group.ge, 1), count):
        told = element(group.ge, 1)
        message = f"GE01 tells {told} transactions, there are {count}."
        yield Fault("ge_count", "error", group.end, "GE", 1, told, message, group.index)
    yield from _controls(
        "GS06", group.control, group.ge, "GE", group.end, group.index, None
    )


def _transactions(group: Group) -> Iterator[Fault]:
    seen: set[str] = set()
    functional_id = group.functional_id
    for transaction in group.transactions:
        if _is_sound(transaction.segments, functional_id, seen):
            continue
        trailer = transaction.trailer
        control = transaction.control
        if not control:
            message = "The transaction control number ST02 is missing."
            yield _of_transaction("st_control", transaction, 2, "", message)
        elif control in seen:
            message = f"The transaction control number {control} is used twice."
            yield _of_transaction("duplicate_st", transaction, 2, control, message)
        seen.add(control)
        allowed = _FUNCTIONAL_IDS.get(transaction.set_id)
        if allowed is None and not _is_set_id(transaction.set_id):
            message = f"ST01 {transaction.set_id!r} is no transaction set."
            yield _of_transaction("st_set", transaction, 1, transaction.set_id, message)
        elif allowed and functional_id and functional_id not in allowed:
            message = (
                f"The set {transaction.set_id} does not belong to {functional_id}."
            )
            yield _of_transaction(
                "functional_id", transaction, 1, functional_id, message, "warning"
            )
        if trailer is not None:
            yield from _transaction_trailer(transaction, trailer)


def _is_sound(segments: list[list[str]], functional_id: str, seen: set[str]) -> bool:
    """Whether nothing is to be said, told at once: nearly all transactions are so."""
    header, trailer = segments[0], segments[-1]
    if trailer[0] != "SE" or len(header) < 3 or len(trailer) < 3:
        return False
    control = header[2]
    if (
        trailer[1] != str(len(segments))
        or trailer[2] != control
        or control in seen
        or not control.isalnum()
        or functional_id not in _FUNCTIONAL_IDS.get(header[1], ())
    ):
        return False
    seen.add(control)
    return True


def _transaction_trailer(
    transaction: Transaction, trailer: list[str]
) -> Iterator[Fault]:
    count = len(transaction.segments)
    place = transaction.start + count - 1
    told = element(trailer, 1)
    if not _same_number(told, count):
        yield Fault(
            "se_count",
            "error",
            place,
            "SE",
            1,
            told,
            f"SE01 tells {told} segments, there are {count}.",
            transaction.group_index,
            transaction.index,
        )
    yield from _controls(
        "ST02",
        transaction.control,
        trailer,
        "SE",
        place,
        transaction.group_index,
        transaction.index,
    )


def _controls(
    header: str,
    control: str,
    trailer: list[str],
    name: str,
    place: int | None,
    group: int | None,
    transaction: int | None,
) -> Iterator[Fault]:
    told = element(trailer, 2).strip()
    if told == control:
        return
    # 3438 for 000003438 is the same number, written without its zeros.
    same = bool(told) and told.lstrip("0") == control.lstrip("0")
    yield Fault(
        f"{name.lower()}_control",
        "warning" if same else "error",
        place,
        name,
        2,
        told,
        f"{name}02 {told!r} is not the control number {control!r} of {header}.",
        group,
        transaction,
    )


def _same_number(text: str, count: int) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and int(text[:9]) == count


def _is_set_id(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit()


def _of_group(
    code: str,
    group: Group,
    number: int,
    value: str,
    message: str,
    level: str = "error",
) -> Fault:
    return Fault(code, level, group.start, "GS", number, value, message, group.index)


def _of_transaction(
    code: str,
    transaction: Transaction,
    number: int,
    value: str,
    message: str,
    level: str = "error",
) -> Fault:
    return Fault(
        code,
        level,
        transaction.start,
        "ST",
        number,
        value,
        message,
        transaction.group_index,
        transaction.index,
    )
