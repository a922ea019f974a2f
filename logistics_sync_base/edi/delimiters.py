# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Find the delimiters of an interchange in its first segment.

The standard fixes the ISA at 106 characters. Real files pad its elements wrongly,
wrap it, or leave ISA16 empty, so that the sixteen separators are counted instead of
trusting a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import X12Error

ISA_ELEMENTS = 16
# Longer than any ISA with padding; a separator further away is not of this ISA.
MAX_ISA_LENGTH = 400
# Blanks of a text file; control characters beyond these may be delimiters.
BLANKS = " \t\r\n"
# The first segment after an ISA; a line may be wrapped inside its name.
_NEXT_SEGMENT = "|".join(
    "\n?".join(name) for name in ("GS", "TA1", "ISB", "ISE", "ISA", "IEA", "ST")
)
# An ISA element that ends in the name of the next segment was cut short.
_BEGUN = re.compile(r"[^A-Za-z0-9 ]\s*(?:GS|TA1|ISA|IEA)$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters between elements, segments, components and repetitions.

    ``component`` and ``repetition`` are empty when the interchange has none.
    """

    element: str = "*"
    segment: str = "~"
    component: str = ":"
    repetition: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What the ISA tells: its segment, the delimiters and where it ends."""

    segment: list[str]
    delimiters: Delimiters
    end: int
    remarks: tuple[tuple[str, int, str], ...]


def read_header(text: str, start: int) -> Header:
    """The ISA that begins at ``start``; raises X12Error when it is none.

    ``end`` is the place after its terminator. ``remarks`` are tolerated oddities as
    (code, element, sentence).
    """
    separator = text[start + 3 : start + 4]
    if not separator or separator.isalnum() or separator in BLANKS:
        raise _damaged("The ISA has no element separator after its name.", 1)
    window = text[start : start + MAX_ISA_LENGTH]
    parts = window.split(separator, ISA_ELEMENTS)
    cut = next((n for n, part in enumerate(parts[:-1]) if _BEGUN.search(part)), None)
    if cut is not None or len(parts) <= ISA_ELEMENTS:
        count = cut if cut is not None else len(parts) - 1
        raise _damaged(
            f"The ISA has {count} element separators {separator!r} instead of 16.",
            count,
        )
    place = start + len(window) - len(parts[ISA_ELEMENTS])
    component, terminator, end, remarks = _tail(text, place, separator)
    isa = [part.replace("\r", "").replace("\n", "") for part in parts[:-1]]
    isa.append(component)
    repetition = isa[11].strip() if isa[12].strip() >= "00402" else ""
    if len(repetition) != 1 or repetition.isalnum():
        repetition = ""
    delimiters = Delimiters(separator, terminator, component, repetition)
    return Header(isa, delimiters, end, remarks)


def _tail(
    text: str, place: int, separator: str
) -> tuple[str, str, int, tuple[tuple[str, int, str], ...]]:
    """Component separator, segment terminator, end and remarks after ISA16 begins."""
    tail = text[place : place + MAX_ISA_LENGTH]
    following = re.search(
        rf"(?<![A-Za-z0-9])(?:{_NEXT_SEGMENT})\n?{re.escape(separator)}", tail
    )
    run = tail[: following.start()] if following else tail
    core = run.strip(BLANKS)
    if len(core) > MAX_ISA_LENGTH // 4:
        raise _damaged("No segment terminator is found after the ISA.", 16)
    remarks: list[tuple[str, int, str]] = []
    length = 1
    if separator in core:
        remarks.append(("isa_elements", 17, "The ISA has more than 16 elements."))
        component, terminator, length = core[0], core[-1], len(core)
    elif len(visible := core.replace("\n", "")) > 1:
        component, terminator = visible[0], visible[1]
        length = core.index(terminator, 1) + 1
    elif "\n" in run or not core:
        component, terminator = _line_ended(core, text[place + len(run) :])
    else:
        component, terminator = "", core
    if not terminator or terminator.isalnum() or separator in (terminator, component):
        raise _damaged("No segment terminator is found after the ISA.", 16)
    if not component:
        remarks.append(("isa_component", 16, "The component separator ISA16 is empty."))
    if terminator == "\n":
        end = place + run.find("\n") + 1
    else:
        end = place + run.index(core) + length
    return component, terminator, end, tuple(remarks)


def _line_ended(core: str, rest: str) -> tuple[str, str]:
    """ISA16 and the terminator when a line ends after at most one character.

    That character is ISA16 and the line end terminates, unless the next line ends in
    the same character: then it is the terminator and ISA16 is empty.
    """
    next_line = rest.partition("\n")[0].rstrip(BLANKS)
    if core and (not rest or next_line.endswith(core)):
        return "", core
    return core, "\n"


def _damaged(message: str, element: int) -> X12Error:
    return X12Error(
        "isa_damaged",
        message,
        "Ask the partner for a complete ISA segment of 16 elements.",
        segment_index=0,
        segment="ISA",
        element=element,
    )
