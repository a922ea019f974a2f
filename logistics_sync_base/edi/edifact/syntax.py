# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The service characters of an interchange and what its bytes stand for.

Service string advice (UNA) and character sets are those of ISO 9735: without a UNA the
characters are ``:+.? '``; the syntax identifier in UNB S001 names the character set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import EdiError

CHARACTER_SETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
_SYNTAX = re.compile(rb"UNB[^A-Z0-9]\s*(UNO[A-Z])")
_SPACES = " \t\n"


class EdifactError(EdiError):
    """The data cannot be read or written as EDIFACT at all."""


@dataclass(frozen=True, slots=True)
class ServiceCharacters:
    """The marks between components, elements and segments, and what goes with them.

    ``release`` takes the meaning off the character after it and ``repetition`` stands
    between repetitions (syntax version 4); both are empty when there is none.
    """

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    segment: str = "'"
    repetition: str = ""

    @property
    def marks(self) -> str:
        """Every character that a value can only hold behind a release character."""
        parts = (self.component, self.element, self.segment, self.release)
        return "".join(parts) + self.repetition

    def escape(self, value: str) -> str:
        """A value as it is written."""
        if not any(mark in value for mark in self.marks):
            return value
        if not self.release:
            raise EdifactError(
                "delimiter",
                f"The value {value[:40]!r} holds a service character.",
                "Correct the value, or give the partner a release character.",
            )
        return "".join(
            self.release + character if character in self.marks else character
            for character in value
        )

    def advice(self) -> str:
        """The UNA segment."""
        repetition = self.repetition or " "
        release = self.release or " "
        return (
            f"UNA{self.component}{self.element}{self.decimal}{release}{repetition}"
            f"{self.segment}"
        )


def decode(data: bytes | str) -> tuple[str, bool]:
    """The text of a file, and whether it holds bytes its character set does not know.

    Line ends become a line feed each. Bytes that do not belong are read as Latin-1, so
    that none is lost.
    """
    clean = True
    if isinstance(data, bytes):
        data = data.removeprefix(b"\xef\xbb\xbf")
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = data.decode("utf-16", "replace")
        else:
            found = _SYNTAX.search(data[:2000])
            name = found.group(1).decode() if found else ""
            data, clean = _decode_as(data, CHARACTER_SETS.get(name, "ascii"))
    text = data.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, clean


def _decode_as(data: bytes, charset: str) -> tuple[str, bool]:
    try:
        return data.decode(charset), True
    except UnicodeDecodeError:
        try:
            return data.decode("utf-8"), False
        except UnicodeDecodeError:
            return data.decode("latin-1"), False


def read_advice(text: str, start: int) -> tuple[ServiceCharacters, int]:
    """The service characters that hold from ``start``, and where the UNB may begin.

    Raises EdifactError for a UNA that is cut off or makes one character mean two
    things.
    """
    if not text.startswith("UNA", start):
        return ServiceCharacters(), start
    advice = text[start + 3 : start + 9]
    if len(advice) < 6 or "UNB" in text[start + 3 : start + 11]:
        raise _damaged("The UNA segment is cut off: six characters belong to it.")
    component, element, decimal, release, repetition, segment = advice
    marks = [component, element, segment]
    if release not in _SPACES:
        marks.append(release)
    if len(set(marks)) < len(marks):
        raise _damaged(f"The UNA {advice!r} gives one character two meanings.")
    if any(mark.isalnum() for mark in marks) or element in _SPACES:
        raise _damaged(f"The UNA {advice!r} takes letters or blanks as marks.")
    characters = ServiceCharacters(
        component,
        element,
        decimal if decimal in ".," else ".",
        "" if release in _SPACES else release,
        segment,
        "" if repetition in _SPACES or repetition in marks else repetition,
    )
    return characters, start + 9


def _damaged(message: str) -> EdifactError:
    return EdifactError(
        "una_damaged",
        message,
        "Ask the partner for a UNA of six characters, or for none.",
        segment_index=0,
        segment="UNA",
    )
