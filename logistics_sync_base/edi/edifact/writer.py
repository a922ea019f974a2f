# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write EDIFACT interchanges. References and the time are given by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .structure import Element
from .syntax import CHARACTER_SETS, EdifactError, ServiceCharacters

MAX_REFERENCE = 14


@dataclass(frozen=True, slots=True)
class Party:
    """Sender or receiver: identification (0004, 0010) and its qualifier (0007)."""

    id: str
    qualifier: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.id) <= 35 or len(self.qualifier) > 4:
            raise EdifactError(
                "party",
                f"The party {self.id!r} {self.qualifier!r} is no EDIFACT address.",
                "Give an id of 1 to 35 and a qualifier of at most 4 characters.",
            )


@dataclass(frozen=True, slots=True)
class Envelope:
    """How interchanges to one partner look; ``usage`` is P or T."""

    sender: Party
    receiver: Party
    syntax: str = "UNOC"
    syntax_version: str = "3"
    usage: str = "P"
    application: str = ""
    wants_acknowledgement: bool = False
    characters: ServiceCharacters = field(default_factory=ServiceCharacters)
    advice: bool = True
    newline: bool = True

    def __post_init__(self) -> None:
        if self.syntax not in CHARACTER_SETS:
            raise EdifactError(
                "syntax",
                f"The character set of {self.syntax!r} is not known.",
                f"Use one of {', '.join(CHARACTER_SETS)}.",
            )
        if self.usage not in ("P", "T"):
            raise EdifactError(
                "usage", "The usage is P or T.", "Set production or test."
            )


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to send: segments without UNH and UNT."""

    set_id: str
    control: str
    segments: Sequence[Sequence[Element]]
    version: str = "D"
    release: str = "96A"
    agency: str = "UN"
    association: str = ""


def write_interchange(
    envelope: Envelope,
    messages: Iterable[OutboundMessage],
    *,
    control: str,
    at: datetime,
) -> bytes:
    """One interchange without groups, in the character set of its syntax.

    ``at`` is the time of writing as it shall appear; ``control`` the interchange
    reference of at most 14 characters. Service characters in values are released.
    Raises EdifactError for a value that the character set cannot hold, naming it.
    """
    if not 1 <= len(control) <= MAX_REFERENCE:
        raise EdifactError(
            "control",
            f"The interchange reference {control!r} has not 1 to 14 characters.",
            "Reset the control numbers of the connector.",
        )
    writer = _Writer(envelope.characters)
    writer.add(_unb(envelope, control, at))
    count = 0
    for message in messages:
        count += 1
        writer.add(_unh(message))
        for segment in message.segments:
            writer.add(segment)
        writer.add(["UNT", str(len(message.segments) + 2), message.control])
    if not count:
        raise EdifactError(
            "no_message", "There is no message to send.", "Send nothing."
        )
    writer.add(["UNZ", str(count), control])
    return _encode(envelope, writer.lines)


def _unb(envelope: Envelope, control: str, at: datetime) -> list[Element]:
    date = "%Y%m%d" if envelope.syntax_version >= "4" else "%y%m%d"
    return [
        "UNB",
        [envelope.syntax, envelope.syntax_version],
        [envelope.sender.id, envelope.sender.qualifier],
        [envelope.receiver.id, envelope.receiver.qualifier],
        [at.strftime(date), at.strftime("%H%M")],
        control,
        "",
        envelope.application,
        "",
        "1" if envelope.wants_acknowledgement else "",
        "",
        "1" if envelope.usage == "T" else "",
    ]


def _unh(message: OutboundMessage) -> list[Element]:
    kind = [message.set_id, message.version, message.release, message.agency]
    return ["UNH", message.control, [*kind, message.association]]


def _encode(envelope: Envelope, lines: list[str]) -> bytes:
    end = envelope.characters.segment
    if envelope.newline and end != "\n":
        end += "\n"
    text = end.join(lines) + end
    if envelope.advice:
        text = envelope.characters.advice() + ("\n" if envelope.newline else "") + text
    try:
        return text.encode(CHARACTER_SETS[envelope.syntax])
    except UnicodeEncodeError as error:
        held = text[error.start : error.end]
        raise EdifactError(
            "charset",
            f"The character {held[:1]!r} is not in {envelope.syntax}.",
            "Use a wider character set for this partner, such as UNOC or UNOY.",
        ) from error


class _Writer:
    def __init__(self, characters: ServiceCharacters) -> None:
        self.characters = characters
        self.lines: list[str] = []

    def add(self, segment: Sequence[Element]) -> None:
        texts = [str(segment[0])]
        texts += [self._element(element) for element in segment[1:]]
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        self.lines.append(self.characters.element.join(texts))

    def _element(self, element: Element) -> str:
        parts = [element] if isinstance(element, str) else list(element)
        while parts and not parts[-1]:
            parts.pop()
        clean = (self.characters.escape(_one_line(str(part))) for part in parts)
        return self.characters.component.join(clean)


def _one_line(text: str) -> str:
    # A line end in a value would vanish when somebody unwraps the file.
    return " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
