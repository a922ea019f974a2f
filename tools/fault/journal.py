# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The partner's own log: a line for each thing that happened, written before it counts.

A line is written by one call to the kernel, so that it is there whole or not at all
whatever dies next.
"""

import json
import os
import time
from pathlib import Path


class Journal:
    """Appends lines; several threads may."""

    def __init__(self, path: Path):
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._file = os.open(path, flags, 0o644)
        self._start = time.monotonic()

    def note(self, what: str, **details) -> None:
        """Write down one thing."""
        at = round(time.monotonic() - self._start, 3)
        line = json.dumps({"at": at, "what": what, **details})
        os.write(self._file, line.encode() + b"\n")


def read(path: Path) -> list[dict]:
    """Every line so far."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        # The last one may just be on its way.
        return [json.loads(line) for line in lines if line.endswith("\n")]
