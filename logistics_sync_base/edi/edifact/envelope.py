# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Check references and counts of an interchange (ISO 9735).

Nothing here stops the reading: what is wrong is named with its place, and a policy
decides what to answer (:mod:`.control`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import Fault, errors
from .reader import Interchange
from .structure import Group, Message, Segment, value

__all__ = ["check", "errors"]

_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)
_MESSAGE_TYPE = re.compile(r"[A-Z]{6}", re.ASCII)
_SYNTAX = re.compile(r"(UNO[A-Z]|[A-Z]{4})[1-4]", re.ASCII)


def check(interchange: Interchange) -> list[Fault]:
    """Every fault of the envelopes, in order of place; an empty list means sound."""
    faults = list(interchange.faults)
    faults += interchange.structure_faults
    faults += _header(interchange)
    faults += _trailer(interchange)
    for group in interchange.groups:
        faults += _group(group)
        faults += _messages(group)
    faults += _repeated(interchange)
    faults.sort(key=lambda fault: fault.segment_index or 0)
    return faults


def _header(interchange: Interchange) -> Iterator[Fault]:
    if not _SYNTAX.fullmatch(interchange.version):
        message = f"UNB S001 {interchange.version!r} is no syntax such as UNOC 3."
        yield Fault("syntax", "warning", 0, "UNB", 1, interchange.version, message)
    for number, name, party in (
        (2, "sender", interchange.sender),
        (3, "receiver", interchange.receiver),
    ):
        if not party[1]:
            message = f"The UNB names no {name}."
            yield Fault(f"no_{name}", "error", 0, "UNB", number, "", message)
    if not interchange.control:
        message = "The UNB has no interchange control reference."
        yield Fault("unb_control", "error", 0, "UNB", 5, "", message)
    if not interchange.messages:
        message = "The interchange holds no message."
        yield Fault("no_message", "error", 0, "UNB", None, "", message)


def _trailer(interchange: Interchange) -> Iterator[Fault]:
    unz = interchange.unz
    place = len(interchange.segments) - 1
    if unz is None:
        message = "The interchange has no UNZ: the file may be cut off."
        yield Fault("missing_unz", "error", place, "UNZ", None, "", message)
        return
    groups = [group for group in interchange.groups if group.ung]
    count = len(groups) or len(interchange.messages)
    what = "groups" if groups else "messages"
    yield from _count(unz, "UNZ", place, count, what)
    yield from _reference(unz, "UNZ", place, interchange.control, "UNB")


def _group(group: Group) -> Iterator[Fault]:
    if not group.ung or group.une is None:
        return
    for fault in (
        *_count(group.une, "UNE", group.end, len(group.messages), "messages"),
        *_reference(group.une, "UNE", group.end, group.control, "UNG"),
    ):
        yield _placed(fault, group.index, None)


def _messages(group: Group) -> Iterator[Fault]:
    for message in group.messages:
        if not message.control:
            yield _of_message(
                "unh_control", message, 1, "", "The message has no reference number."
            )
        if not _MESSAGE_TYPE.fullmatch(message.set_id):
            sentence = f"UNH S009 {message.set_id!r} is no message type such as IFTSTA."
            yield _of_message("unh_type", message, 2, message.set_id, sentence)
        trailer = message.trailer
        if trailer is not None:
            count = len(message.segments)
            place = message.start + count - 1
            for fault in (
                *_count(trailer, "UNT", place, count, "segments"),
                *_reference(trailer, "UNT", place, message.control, "UNH"),
            ):
                yield _placed(fault, message.group_index, message.index)
        yield from _segment_names(message)


def _segment_names(message: Message) -> Iterator[Fault]:
    for offset, segment in enumerate(message.segments):
        name = str(segment[0])
        if not _SEGMENT_NAME.fullmatch(name):
            yield Fault(
                "segment_name",
                "error",
                message.start + offset,
                name[:3],
                None,
                name[:40],
                f"{name[:20]!r} is not a segment name.",
                message.group_index,
                message.index,
            )


def _repeated(interchange: Interchange) -> Iterator[Fault]:
    seen: set[tuple[int, str]] = set()
    for message in interchange.messages:
        key = (message.group_index, message.control)
        if message.control and key in seen:
            sentence = f"The message reference {message.control} is used twice."
            yield _of_message("duplicate_unh", message, 1, message.control, sentence)
        seen.add(key)


def _count(
    trailer: Segment, name: str, place: int | None, count: int, what: str
) -> Iterator[Fault]:
    told = value(trailer, 1)
    if told.isascii() and told.isdigit() and int(told[:9]) == count:
        return
    yield Fault(
        f"{name.lower()}_count",
        "error",
        place,
        name,
        1,
        told,
        f"{name} tells {told or 'no'} {what}, there are {count}.",
    )


def _reference(
    trailer: Segment, name: str, place: int | None, reference: str, header: str
) -> Iterator[Fault]:
    told = value(trailer, 2)
    if told == reference:
        return
    # 7 for 0007 is the same number, written without its zeros.
    same = bool(told) and told.lstrip("0") == reference.lstrip("0")
    yield Fault(
        f"{name.lower()}_control",
        "warning" if same else "error",
        place,
        name,
        2,
        told,
        f"{name} {told!r} is not the reference {reference!r} of the {header}.",
    )


def _placed(fault: Fault, group: int | None, message: int | None) -> Fault:
    return Fault(
        fault.code,
        fault.level,
        fault.segment_index,
        fault.segment,
        fault.element,
        fault.value,
        fault.message,
        group,
        message,
    )


def _of_message(
    code: str, message: Message, number: int, told: str, sentence: str
) -> Fault:
    return Fault(
        code,
        "error",
        message.start,
        "UNH",
        number,
        told,
        sentence,
        message.group_index,
        message.index,
    )
