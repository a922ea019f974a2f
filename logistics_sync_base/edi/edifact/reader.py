# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read EDIFACT interchanges as they really come.

A segment is a list: ``segment[0]`` is its name, ``segment[n]`` its element n, which is
a text, or the list of the texts of its components. Empty elements are empty texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import Fault
from .structure import Group, Message, Segment, build_messages, value
from .syntax import EdifactError, ServiceCharacters, decode, read_advice

__all__ = ["Group", "Interchange", "Message", "Segment", "read", "value"]

_FILLING = " \t\n\x00\x1a"
# Released characters are moved to this plane while the text is split.
_PLANE = 0xF0000
_BEGIN = re.compile(r"UN[AB]")


@dataclass
class Interchange:
    """One UNB to UNZ. ``faults`` are those of the text itself."""

    characters: ServiceCharacters
    segments: list[Segment]
    faults: list[Fault] = field(default_factory=list)

    @property
    def unb(self) -> Segment:
        """The header segment."""
        return self.segments[0]

    @property
    def unz(self) -> Segment | None:
        """The trailer segment; None when the interchange is cut off."""
        last = self.segments[-1]
        return last if last[0] == "UNZ" else None

    @property
    def sender(self) -> tuple[str, str]:
        """Qualifier and id of the sender (S002, 0007 and 0004)."""
        return value(self.unb, 2, 2), value(self.unb, 2, 1)

    @property
    def receiver(self) -> tuple[str, str]:
        """Qualifier and id of the receiver (S003, 0007 and 0010)."""
        return value(self.unb, 3, 2), value(self.unb, 3, 1)

    @property
    def version(self) -> str:
        """Syntax identifier and version (S001), as ``UNOC3``."""
        return value(self.unb, 1, 1) + value(self.unb, 1, 2)

    @property
    def control(self) -> str:
        """Interchange control reference (0020)."""
        return value(self.unb, 5)

    @property
    def usage(self) -> str:
        """``T`` for a test interchange (0035 is 1), else ``P``."""
        return "T" if value(self.unb, 11) == "1" else "P"

    @property
    def wants_acknowledgement(self) -> bool:
        """Whether the sender asks for a CONTRL (0031 is 1)."""
        return value(self.unb, 9) == "1"

    @property
    def groups(self) -> list[Group]:
        """The groups in order; messages outside of any are in one without UNG."""
        return self._structure[0]

    @property
    def messages(self) -> list[Message]:
        """The messages of all groups in order."""
        return [message for group in self.groups for message in group.messages]

    @property
    def structure_faults(self) -> list[Fault]:
        """Headers without trailers and segments outside their place."""
        return self._structure[1]

    @cached_property
    def _structure(self) -> tuple[list[Group], list[Fault]]:
        return build_messages(self.segments)


def read(data: bytes | str) -> list[Interchange]:
    """All interchanges of a file.

    Takes any service characters, line ends between and within segments, a byte order
    mark, several interchanges each with a UNA of its own. Raises EdifactError when the
    data does not begin with a UNA or UNB.
    """
    text, clean = decode(data)
    place = len(text) - len(text.lstrip(_FILLING))
    interchanges: list[Interchange] = []
    if not _BEGIN.match(text, place):
        raise _no_unb(text[place : place + 40])
    while place < len(text):
        characters, place = read_advice(text, place)
        segments, whole, place = _read_segments(text, place, characters)
        if not segments or segments[0][0] != "UNB":
            raise _no_unb(str(segments[0][0]) if segments else "")
        interchange = Interchange(characters, segments)
        if not clean:
            message = "The file holds bytes that its character set does not know."
            interchange.faults.append(
                Fault("charset", "warning", 0, "UNB", 1, value(segments[0], 1), message)
            )
        if not whole:
            interchange.faults.append(_unterminated(segments))
        interchanges.append(interchange)
        place = _skip_junk(text, place, interchange)
    return interchanges


def _read_segments(
    text: str, start: int, characters: ServiceCharacters
) -> tuple[list[Segment], bool, int]:
    """Segments up to the UNZ, whether the last is terminated, and where it ends."""
    end, whole = find_end(text, start, characters)
    body = text[start:end]
    if characters.segment != "\n":
        # Hard-wrapped lines: a line end is never data.
        body = body.replace("\n", "")
    elif not body.endswith("\n"):
        body += "\n"
    released = bool(characters.release) and characters.release in body
    if released:
        body = _hide_released(body, characters.release)
    segments = []
    for piece in body.split(characters.segment):
        piece = piece.strip(_FILLING)
        if piece:
            segments.append(_split(piece, characters, released))
    return segments, whole, end


def find_end(text: str, start: int, characters: ServiceCharacters) -> tuple[int, bool]:
    """Where this interchange ends: its UNZ, before the next UNB, or at the end."""
    terminator = re.escape(characters.segment)
    element = re.escape(characters.element)
    released = f"{re.escape(characters.release)}." if characters.release else "(?!)"
    last = rf"U\n?N\n?Z\n?{element}"
    following = rf"U\n?N\n?(?:B\n?{element}|A[^\w\s])"
    border = rf"(?:{terminator}|\n)\s*(?:({last})|({following}))"
    found = _search(rf"{released}|(?P<hit>{border})", text, start + 1)
    if found is None:
        rest = text[start:].rstrip(_FILLING)
        whole = rest.endswith(characters.segment) or characters.segment == "\n"
        return len(text), whole
    if found.group(3):
        return found.start(3), True
    close = _search(rf"{released}|(?P<hit>{terminator})", text, found.end())
    return (close.end(), True) if close else (len(text), characters.segment == "\n")


def _search(pattern: str, text: str, start: int) -> re.Match[str] | None:
    """The first match that is a hit and not a released character."""
    for found in re.compile(pattern, re.DOTALL).finditer(text, start):
        if found.group("hit"):
            return found
    return None


def _hide_released(body: str, release: str) -> str:
    mark = re.escape(release)
    return re.sub(
        f"{mark}(.)",
        lambda found: chr(_PLANE + min(ord(found.group(1)), 0xFFFD)),
        body,
        flags=re.DOTALL,
    )


def _show_released(text: str) -> str:
    return "".join(
        chr(ord(character) - _PLANE) if ord(character) >= _PLANE else character
        for character in text
    )


def _split(piece: str, characters: ServiceCharacters, released: bool) -> Segment:
    hidden = released and any(ord(character) >= _PLANE for character in piece)
    segment: Segment = []
    for number, element in enumerate(piece.split(characters.element)):
        if number and characters.component in element:
            parts = element.split(characters.component)
            segment.append([_show_released(p) for p in parts] if hidden else parts)
        else:
            segment.append(_show_released(element) if hidden else element)
    # A segment name may carry nesting numbers (``SEG:1``), which say nothing more.
    segment[0] = str(segment[0]).partition(characters.component)[0].strip()
    return segment


def _skip_junk(text: str, place: int, interchange: Interchange) -> int:
    """Where the next interchange begins; what stands before it is named."""
    found = _BEGIN.search(text, place)
    while (
        found and text[found.start() - 1] not in "\n" + interchange.characters.segment
    ):
        found = _BEGIN.search(text, found.end())
    following = found.start() if found else len(text)
    junk = text[place:following].strip(_FILLING)
    if junk:
        last = len(interchange.segments) - 1
        message = "There is data behind the interchange; it is left out."
        interchange.faults.append(
            Fault("trailing_data", "error", last, junk[:3], None, junk[:40], message)
        )
    return following


def _unterminated(segments: list[Segment]) -> Fault:
    name = str(segments[-1][0])
    whole = name == "UNZ"
    return Fault(
        "unterminated",
        "warning" if whole else "error",
        len(segments) - 1,
        name[:3],
        None,
        "",
        "The last segment is not terminated"
        + ("." if whole else ": the file may be cut off."),
    )


def _no_unb(begin: str) -> EdifactError:
    if not begin:
        return EdifactError(
            "empty", "The file is empty.", "Ask the partner to send it."
        )
    remedy = "Check the format of the connector and what the partner sent."
    if begin.startswith("ISA"):
        message = "The file is X12, not EDIFACT."
        remedy = "Set the format of the connector to X12."
    elif begin.startswith("STX"):
        message = "The file is TRADACOMS, not EDIFACT."
        remedy = "Ask the partner for EDIFACT."
    elif begin.startswith(("UNH", "UNG")):
        message = f"The file begins with {begin[:3]}: its UNB segment is missing."
        remedy = "Ask the partner to send the whole interchange with UNB and UNZ."
    elif begin.startswith(("UIB", "UIH")):
        message = "The file is interactive EDIFACT, which is not read."
        remedy = "Ask the partner for batch EDIFACT."
    else:
        message = "The file does not begin with UNA or UNB, so it is not EDIFACT."
    return EdifactError("no_unb", message, remedy, segment_index=0)
