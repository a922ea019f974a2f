# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the simulator did, what was answered, and whether that was expected."""

import json
from pathlib import Path
from threading import Lock


class Journal:
    """A file of JSON lines and a readable line for each action on the screen."""

    def __init__(self, path: Path):
        self.path = path
        self.lines: list[dict] = []
        self.surprises: list[dict] = []
        self._lock = Lock()
        self._file = None

    def __enter__(self) -> "Journal":
        self._file = self.path.open("w", encoding="utf-8")
        return self

    def __exit__(self, *_details) -> None:
        self._file.close()

    def note(self, clock: str, partner: str, what: str, problem: str = "", **more):
        """Write down one action; a problem makes it a surprise."""
        line = {"clock": clock, "partner": partner, "what": what, **more}
        if problem:
            line["problem"] = problem
        with self._lock:
            self.lines.append(line)
            if problem:
                self.surprises.append(line)
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            mark = f"  UNEXPECTED: {problem}" if problem else ""
            print(f"  {clock}  {partner:24} {what}{mark}", flush=True)

    def summary(self) -> str:
        """One line for whoever started the simulator."""
        return (
            f"{len(self.lines)} actions, {len(self.surprises)} answered otherwise "
            "than expected"
        )
