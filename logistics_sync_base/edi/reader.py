# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read X12 interchanges as they really come.

Segments and elements are split by the string routines of the language; structure is
found lazily over the few control segments only. A segment is a list of texts:
``segment[0]`` is its name, ``segment[n]`` its element n.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from .delimiters import BLANKS, Delimiters, read_header
from .errors import Fault, X12Error
from .structure import Group, Transaction, build_groups

__all__ = ["Group", "Interchange", "Segment", "Transaction", "element", "read"]

Segment = list[str]
# What old file systems and transfers leave at the end of a text file.
_FILLING = BLANKS + "\x00\x1a"


@dataclass
class Interchange:
    """One ISA to IEA. ``faults`` are those of the text itself: junk, odd ISA.

    ``start`` is the place of the ISA in the text, line ends counted as one character;
    ``names`` are those of all segments that were read.
    """

    delimiters: Delimiters
    segments: list[Segment]
    faults: list[Fault] = field(default_factory=list)
    start: int = 0
    names: frozenset[str] = frozenset()

    @property
    def isa(self) -> Segment:
        """The header segment."""
        return self.segments[0]

    @property
    def iea(self) -> Segment | None:
        """The trailer segment; None when the interchange is cut off."""
        last = self.segments[-1]
        return last if last[0] == "IEA" else None

    @property
    def sender(self) -> tuple[str, str]:
        """Qualifier and id of the sender (ISA05, ISA06)."""
        return self.isa[5].strip(), self.isa[6].strip()

    @property
    def receiver(self) -> tuple[str, str]:
        """Qualifier and id of the receiver (ISA07, ISA08)."""
        return self.isa[7].strip(), self.isa[8].strip()

    @property
    def version(self) -> str:
        """Version of the interchange control (ISA12)."""
        return self.isa[12].strip()

    @property
    def control(self) -> str:
        """Interchange control number (ISA13)."""
        return self.isa[13].strip()

    @property
    def usage(self) -> str:
        """``P`` production, ``T`` test, ``I`` information (ISA15)."""
        return self.isa[15].strip()

    @property
    def groups(self) -> list[Group]:
        """The functional groups in order."""
        return self._structure[0]

    @property
    def structure_faults(self) -> list[Fault]:
        """Headers without trailers and segments outside their place."""
        return self._structure[1]

    @cached_property
    def _structure(self) -> tuple[list[Group], list[Fault]]:
        return build_groups(self.segments)


def element(segment: Segment, number: int) -> str:
    """Element ``number`` (from 1) of a segment; empty when it is not there."""
    return segment[number] if number < len(segment) else ""


def read(data: bytes | str) -> list[Interchange]:
    """All interchanges of a file.

    Takes any delimiters, line ends as segment terminators or beside them, hard
    wrapped lines, indentation, a byte order mark, several interchanges and groups,
    and segments after the IEA (named as faults). Raises X12Error when the data does
    not begin with a whole ISA segment.
    """
    text = _decode(data)
    place = len(text) - len(text.lstrip(_FILLING))
    if not text.startswith("ISA", place):
        raise _no_isa(text[place : place + 40])
    interchanges: list[Interchange] = []
    while place < len(text):
        header = read_header(text, place)
        following = _next_isa(text, header.end, header.delimiters.segment)
        isa = header.segment
        interchange = Interchange(header.delimiters, [isa], start=place)
        for code, number, sentence in header.remarks:
            value = isa[number] if number < len(isa) else ""
            interchange.faults.append(
                Fault(code, "warning", 0, "ISA", number, value, sentence)
            )
        _read_body(interchange, text[header.end : following])
        interchanges.append(interchange)
        place = following
    return interchanges


def _decode(data: bytes | str) -> str:
    if isinstance(data, bytes):
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = data.decode("utf-16", "replace")
        else:
            try:
                data = data.decode("utf-8")
            except UnicodeDecodeError:
                # Every byte means something here, so that a terminator outside ASCII
                # stays one character.
                data = data.decode("latin-1")
    text = data.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _no_isa(begin: str) -> X12Error:
    if not begin:
        return X12Error("empty", "The file is empty.", "Ask the partner to send it.")
    if begin.startswith(("UNA", "UNB")):
        message = "The file is EDIFACT, not X12."
        remedy = "Set the format of the connector to EDIFACT."
    elif begin.startswith("STX"):
        message = "The file is TRADACOMS, not X12."
        remedy = "Ask the partner for X12."
    elif begin.startswith(("ST", "GS")):
        message = f"The file begins with {begin[:2]}: its ISA segment is missing."
        remedy = "Ask the partner to send the whole interchange with ISA and IEA."
    else:
        message = "The file does not begin with an ISA segment, so it is not X12."
        remedy = "Check the format of the connector and what the partner sent."
    return X12Error("no_isa", message, remedy, segment_index=0)


def _next_isa(text: str, start: int, terminator: str) -> int:
    """Where the next interchange begins; the length of the text when none does."""
    place = text.find("ISA", start)
    while place >= 0:
        before = place - 1
        while before > start and text[before] in BLANKS:
            before -= 1
        starts = text[before] == terminator or "\n" in text[before:place]
        mark = text[place + 3 : place + 4]
        if starts and mark and not mark.isalnum() and mark not in BLANKS:
            return place
        place = text.find("ISA", place + 3)
    return len(text)


def _read_body(interchange: Interchange, body: str) -> None:
    terminator = interchange.delimiters.segment
    separator = interchange.delimiters.element
    body = body.rstrip(_FILLING)
    if terminator == "\n":
        body += "\n"
    else:
        body = body.replace("\n", "")
    pieces = body.split(terminator)
    rest = pieces.pop().strip(BLANKS)
    split = [piece.split(separator) for piece in pieces if piece]
    names = set(map(itemgetter(0), split))
    if any(name[:1] in BLANKS for name in names if name):
        stripped = (piece.lstrip(BLANKS) for piece in pieces)
        split = [piece.split(separator) for piece in stripped if piece]
        names = set(map(itemgetter(0), split))
    segments = interchange.segments
    segments += split
    if rest:
        segments.append(rest.split(separator))
    interchange.names = frozenset((*names, segments[-1][0]))
    if segments[-1][0] == "IEA" and body.count("IEA") == 1:
        end = len(segments) - 1
    else:
        ends = (n for n, segment in enumerate(segments) if segment[0] == "IEA")
        end = next(ends, len(segments) - 1)
    if end < len(segments) - 1:
        _cut_trailing(interchange, end)
    elif rest:
        _unterminated(interchange)


def _cut_trailing(interchange: Interchange, end: int) -> None:
    junk = interchange.segments[end + 1]
    surplus = len(interchange.segments) - end - 1
    del interchange.segments[end + 1 :]
    interchange.faults.append(
        Fault(
            "trailing_data",
            "error",
            end + 1,
            junk[0][:3],
            None,
            interchange.delimiters.element.join(junk)[:40],
            f"{surplus} more segments follow the IEA; they are left out.",
        )
    )


def _unterminated(interchange: Interchange) -> None:
    last = len(interchange.segments) - 1
    segment = interchange.segments[last]
    whole = segment[0] == "IEA"
    interchange.faults.append(
        Fault(
            "unterminated",
            "warning" if whole else "error",
            last,
            segment[0][:3],
            None,
            segment[-1][:40],
            "The last segment is not terminated"
            + ("." if whole else ": the file may be cut off."),
        )
    )
