# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What readers of one kind of message have in common."""

from __future__ import annotations

from ..errors import Fault
from .structure import Message, Segment


class MessageReader:
    """Goes through the segments of a message and collects what is wrong with it."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.faults: list[Fault] = []

    def take_all(self) -> None:
        """Give each segment to :meth:`take` with its place in the interchange."""
        for offset, segment in enumerate(self.message.segments):
            self.take(segment, self.message.start + offset)

    def take(self, segment: Segment, place: int) -> None:
        """Take one segment; a subclass says how."""
        raise NotImplementedError

    def fault(
        self,
        code: str,
        place: int,
        name: str,
        number: int | None,
        sentence: str,
        level: str = "error",
    ) -> None:
        """Name a fault of the segment at a place; ``number`` is its element."""
        where = (self.message.group_index, self.message.index)
        self.faults.append(
            Fault(code, level, place, name[:3], number, "", sentence, *where)
        )
