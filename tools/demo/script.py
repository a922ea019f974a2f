# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a day is written down: actions for the simulator, and what each must cause."""

from collections import Counter
from dataclasses import dataclass, field

from .orders import ORDERS


@dataclass
class Consequence:
    """What one action must leave behind in the system when the day is over.

    ``stored`` counts inbound messages, ``applied`` facts that took effect,
    ``duplicate`` facts that were known, ``asks`` open questions by code,
    ``asked_again`` further occurrences of an open question, ``answered`` questions
    that solved themselves, ``acknowledged`` X12 acknowledgements, ``refused`` requests
    that could not prove who they are from.
    """

    stored: int = 0
    applied: int = 0
    duplicate: int = 0
    asks: Counter = field(default_factory=Counter)
    asked_again: int = 0
    answered: int = 0
    acknowledged: int = 0
    refused: int = 0


class Script:
    """The day under construction: each call adds one action of one partner."""

    def __init__(self):
        self.actions: list[dict] = []
        self.consequences: list[Consequence] = []

    def add(self, minute, partner, kind, content, consequence, **more) -> str:
        """Add an action; returns its id."""
        number = len(self.actions) + 1
        action = {
            "id": f"a{number:03d}",
            "minute": minute,
            "partner": partner,
            "kind": kind,
            "content": content,
            "key": more.get("key"),
            "fault": more.get("fault"),
            "expect": more.get("expect") or {"status": 202},
        }
        self.actions.append(action)
        self.consequences.append(consequence)
        return action["id"]

    def again(self, minute, action_id) -> None:
        """The answer got lost: the same document under the same key once more."""
        first = next(a for a in self.actions if a["id"] == action_id)
        self.add(
            minute,
            first["partner"],
            first["kind"],
            first["content"],
            Consequence(),
            key=first["key"],
            fault=first["fault"],
            expect={"status": first["expect"]["status"], "same_as": action_id},
        )


def facts(scans) -> Consequence:
    """The consequence of a document whose scans are judged one by one."""
    result = Consequence(stored=1)
    for scan in scans:
        outcome = scan.pop("outcome", "applied")
        if outcome == "applied":
            result.applied += 1
        elif outcome == "duplicate":
            result.duplicate += 1
        elif outcome == "answered":
            result.applied += 1
            result.answered += 1
        else:
            result.asks[outcome] += 1
    return result


def refused(code=None) -> Consequence:
    """A document nobody can use: kept with a question, or not even kept."""
    return Consequence(stored=1, asks=Counter([code])) if code else Consequence()


def turned_away() -> Consequence:
    """A request with the wrong signature or token: only counted."""
    return Consequence(refused=1)


def parcel_of(key: str) -> str:
    """The tracking number of an order; ``T6b`` is the second parcel of order T6."""
    if key in ORDERS:
        return ORDERS[key].parcel
    if key[:-1] in ORDERS and key[-1] == "b":
        return f"{ORDERS[key[:-1]].parcel}2"
    return key
