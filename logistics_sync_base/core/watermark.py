# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The place up to which somebody has read a list that keeps growing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

_TEXT = re.compile(r"(\d{8}T\d{6}(?:\.\d{6})?)-(\d{1,18})", re.ASCII)
_FORMAT = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True, slots=True, order=True)
class Watermark:
    """A moment (naive UTC) and, among what shares it, the last id that was read."""

    moment: datetime = datetime(1970, 1, 1)
    last_id: int = 0

    @classmethod
    def parse(cls, text: str) -> Watermark:
        """The inverse of ``str``; empty means from the beginning.

        Raises ValueError for anything else.
        """
        if not text:
            return cls()
        found = _TEXT.fullmatch(text)
        if not found:
            raise ValueError("not a mark given out before")
        moment = found.group(1)
        if "." not in moment:
            moment += ".000000"
        return cls(datetime.strptime(moment, _FORMAT), int(found.group(2)))

    def __str__(self) -> str:
        return f"{self.moment.strftime(_FORMAT)}-{self.last_id}"
