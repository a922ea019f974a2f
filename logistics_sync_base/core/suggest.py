# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of our records a partner's code most likely means; a person decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Reason = Literal["code", "number", "spelling", "name", "similar"]

# Two names are alike from here on, and the best must lead the next by the margin.
_ALIKE = 0.8
_MARGIN = 0.1
# So many candidates with words in common are compared letter by letter.
_COMPARED = 50
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of our records: ``codes`` are its own code and other numbers, barcode too."""

    id: int
    name: str
    code: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``id`` of the candidate, and what it was recognized by."""

    id: int
    reason: Reason


class Suggester:
    """Candidates of one kind, made ready to be asked about many codes."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._codes: dict[str, set[int]] = defaultdict(set)
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._spellings: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, list[int]] = defaultdict(list)
        self._by_id: dict[int, str] = {}
        for candidate in candidates:
            self._add(candidate)

    def _add(self, candidate: Candidate) -> None:
        own = candidate.id
        name = _name(candidate.name)
        self._codes[candidate.code.strip().casefold()].add(own)
        self._spellings[_spelling(candidate.code)].add(own)
        for number in candidate.numbers:
            self._numbers[_spelling(number)].add(own)
        self._names[name].add(own)
        # What says nothing is no sign that two things are one.
        for index in (self._codes, self._spellings, self._numbers, self._names):
            index.pop("", None)
        self._by_id[own] = name
        for word in set(name.split()):
            self._words[word].append(own)

    def suggest(self, code: str, name: str = "", number: str = "") -> Suggestion | None:
        """The one record that fits best, or None where several or none fit.

        Sure signs go before likely ones: the same code, the same barcode or other
        number, the same code in another spelling, the same name, a similar name.
        """
        found: tuple[tuple[Reason, set[int]], ...] = (
            ("code", self._codes.get(code.strip().casefold(), set())),
            ("number", self._numbers.get(_spelling(number), set())),
            ("number", self._numbers.get(_spelling(code), set())),
            ("spelling", self._spellings.get(_spelling(code), set())),
            ("name", self._names.get(_name(name), set())),
        )
        for reason, ids in found:
            if len(ids) == 1:
                return Suggestion(next(iter(ids)), reason)
            if ids:
                return None
        return self._suggest_similar(_name(name))

    def _suggest_similar(self, name: str) -> Suggestion | None:
        words = sorted(
            (word for word in set(name.split()) if word in self._words),
            key=lambda word: (len(self._words[word]), word),
        )
        near: dict[int, None] = {}
        for word in words:
            near.update(dict.fromkeys(self._words[word][:_COMPARED]))
            if len(near) >= _COMPARED:
                break
        ranked = sorted(
            (
                (SequenceMatcher(None, name, self._by_id[own]).ratio(), own)
                for own in near
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] < _ALIKE:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
            return None
        return Suggestion(ranked[0][1], "similar")


def _spelling(code: str) -> str:
    """A code without what people put between its parts, and without leading zeros."""
    kept = "".join(char for char in code.casefold() if char.isalnum())
    return kept.lstrip("0") or kept


def _name(text: str) -> str:
    return " ".join(sorted(_WORD.findall(text.casefold())))
