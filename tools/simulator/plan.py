# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plan of the day: who the partners are, and what each of them does when."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True)
class Partner:
    """One partner and how it reaches the server; what it does not need is None."""

    code: str
    name: str
    url: str | None = None
    secret: str | None = None
    token: str | None = None
    folder: str | None = None
    mailbox: str | None = None
    receiver: str | None = None


@dataclass(frozen=True)
class Action:
    """One thing a partner does at a minute of the day.

    ``content`` is the partner's own material (scans, rows, statuses); ``fault`` names
    how it is spoiled on purpose; ``expect`` what the server has to answer.
    """

    id: str
    minute: int
    partner: str
    kind: str
    content: dict
    key: str | None = None
    fault: str | None = None
    expect: dict | None = None


@dataclass(frozen=True)
class Plan:
    """Everything the simulator knows."""

    day_start: datetime
    seconds_per_hour: float
    seed: int
    partners: dict[str, Partner]
    orders: dict[str, str]
    actions: tuple[Action, ...]

    @classmethod
    def load(cls, path: Path) -> "Plan":
        """Read a plan file."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            day_start=datetime.fromisoformat(raw["day_start"]).astimezone(UTC),
            seconds_per_hour=raw["seconds_per_hour"],
            seed=raw["seed"],
            partners={p["code"]: Partner(**p) for p in raw["partners"]},
            orders=raw["orders"],
            actions=tuple(Action(**action) for action in raw["actions"]),
        )

    def moment(self, minute: int) -> datetime:
        """The aware UTC time of a minute of the day."""
        return self.day_start + timedelta(minutes=minute)
