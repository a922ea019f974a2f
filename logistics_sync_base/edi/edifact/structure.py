# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Groups and messages of an interchange, found from its service segments."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Fault

Element = str | list[str]
Segment = list[Element]
_SERVICE = frozenset(("UNB", "UNZ", "UNG", "UNE", "UNH", "UNT"))


def value(segment: Segment | None, number: int, component: int = 1) -> str:
    """One component of an element, both from 1; empty when it is not there."""
    if segment is None or number >= len(segment):
        return ""
    element = segment[number]
    parts = [element] if isinstance(element, str) else element
    return parts[component - 1].strip() if component <= len(parts) else ""


@dataclass
class Message:
    """One UNH to UNT; ``start`` is the place of its UNH in the interchange, from 0."""

    segments: list[Segment]
    start: int
    index: int
    group_index: int

    @property
    def set_id(self) -> str:
        """Message type (S009 0065), as ``IFTSTA``."""
        return value(self.segments[0], 2, 1)

    @property
    def control(self) -> str:
        """Message reference number (0062)."""
        return value(self.segments[0], 1)

    @property
    def version(self) -> str:
        """Version and release, as ``D96A``."""
        return value(self.segments[0], 2, 2) + value(self.segments[0], 2, 3)

    @property
    def association(self) -> str:
        """The user group's own version (0057), as ``EAN008``."""
        return value(self.segments[0], 2, 5)

    @property
    def trailer(self) -> Segment | None:
        """The UNT segment; None when it is missing."""
        last = self.segments[-1]
        return last if last[0] == "UNT" else None


@dataclass
class Group:
    """One UNG to UNE; ``ung`` is empty for messages that stand in no group."""

    ung: Segment
    start: int
    index: int
    une: Segment | None = None
    end: int | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def functional_id(self) -> str:
        """Message type of the group (0038)."""
        return value(self.ung, 1)

    @property
    def sender(self) -> str:
        """Application sender (S006 0040)."""
        return value(self.ung, 2)

    @property
    def receiver(self) -> str:
        """Application recipient (S007 0044)."""
        return value(self.ung, 3)

    @property
    def control(self) -> str:
        """Group reference number (0048)."""
        return value(self.ung, 5)

    @property
    def version(self) -> str:
        """Version and release of the messages, as ``D96A``: a group has one."""
        return self.messages[0].version if self.messages else ""

    @property
    def transactions(self) -> list[Message]:
        """The messages, under the name that X12 has for them."""
        return self.messages


def build_messages(segments: list[Segment]) -> tuple[list[Group], list[Fault]]:
    """Groups of the segments of one interchange, and what is out of place in them."""
    builder = _Builder(segments)
    for place, segment in enumerate(segments):
        if segment[0] in _SERVICE:
            builder.service(place, segment)
        elif builder.opened is None:
            builder.stray(place)
    builder.close_message(len(segments), "the end of the file")
    builder.close_group(len(segments), "the end of the file")
    return builder.groups, builder.faults


class _Builder:
    def __init__(self, segments: list[Segment]) -> None:
        self.segments = segments
        self.groups: list[Group] = []
        self.faults: list[Fault] = []
        self.group: Group | None = None
        self.opened: int | None = None
        self.strays = 0

    def service(self, place: int, segment: Segment) -> None:
        name = segment[0]
        if name == "UNH":
            self.close_message(place, "the next UNH")
            if self.group is None:
                self._open_group(place, [])
            self.opened = place
        elif name == "UNT":
            self._trailer(place)
        elif name == "UNG":
            self.close_message(place, "the UNG")
            self.close_group(place, "the next UNG")
            self._open_group(place, segment)
        elif name == "UNE":
            self._group_trailer(place, segment)
        elif name == "UNZ":
            self.close_message(place, "the UNZ")
            self.close_group(place, "the UNZ")

    def stray(self, place: int) -> None:
        self.strays += 1
        if self.strays == 1:
            name = str(self.segments[place][0])[:3]
            message = f"The segment {name} stands outside any message."
            self._fault("stray_segment", place, message)

    def close_message(self, place: int, before: str) -> None:
        if self.opened is None:
            return
        start = self.opened
        message = self._add_message(place)
        sentence = f"The message {message.control} has no UNT before {before}."
        self._fault("missing_unt", start, sentence, message)

    def close_group(self, place: int, before: str) -> None:
        if self.group is not None and self.group.ung:
            self._fault("missing_une", self.group.start, f"No UNE before {before}.")
        self.group = None

    def _open_group(self, place: int, ung: Segment) -> None:
        self.group = Group(ung, place, len(self.groups))
        self.groups.append(self.group)

    def _trailer(self, place: int) -> None:
        if self.opened is None:
            self._fault("missing_unh", place, "The UNT has no UNH before it.")
        else:
            self._add_message(place + 1)

    def _group_trailer(self, place: int, segment: Segment) -> None:
        self.close_message(place, "the UNE")
        if self.group is None or not self.group.ung:
            self._fault("missing_ung", place, "The UNE has no UNG before it.")
            return
        self.group.une = segment
        self.group.end = place
        self.group = None

    def _add_message(self, end: int) -> Message:
        group = self.group
        message = Message(
            self.segments[self.opened : end],
            self.opened,
            len(group.messages),
            group.index,
        )
        group.messages.append(message)
        self.opened = None
        return message

    def _fault(
        self, code: str, place: int, text: str, message: Message | None = None
    ) -> None:
        name = str(self.segments[place][0])[:3]
        group = self.group.index if self.group else None
        index = message.index if message else None
        self.faults.append(
            Fault(code, "error", place, name, None, "", text, group, index)
        )
