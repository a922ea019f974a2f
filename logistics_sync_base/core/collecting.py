# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Masking that remembers what it masked, to find the same words elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from .classification import Classification, Path
from .erasure import get_spellings

# Shorter words stand in texts that have nothing to do with anybody.
SHORTEST = 5
_WORD = re.compile(r"\w+")


class CollectingClassification(Classification):
    """The rules of another classification; ``values`` grows with each masked value."""

    def __init__(self, other: Classification) -> None:
        super().__init__()
        self.__dict__.update(other.__dict__)
        self.values: set[str] = set()

    def mask_leaf(self, value: Any, path: Path, levels: Collection[str]) -> Any:
        masked = super().mask_leaf(value, path, levels)
        if masked is not value:
            self.values.add(str(value))
        return masked


class TermIndex:
    """Which of very many terms stand in a document, without looking for each."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        for term in terms:
            for spelling in {text.lower() for text in get_spellings([term])}:
                if words := _WORD.findall(spelling):
                    self._by_word.setdefault(words[0], []).append((spelling, term))

    def find(self, body: bytes) -> set[str]:
        """The terms in it, in whichever spelling and in both usual encodings."""
        found = set()
        for encoding in ("utf-8", "latin-1"):
            text = body.decode(encoding, "replace").lower()
            for word in self._by_word.keys() & set(_WORD.findall(text)):
                found |= {
                    term for spelling, term in self._by_word[word] if spelling in text
                }
        return found


def get_terms(values: Iterable[Any]) -> set[str]:
    """The values that mean somebody wherever they stand, without line breaks."""
    found = set()
    for value in values:
        for line in str(value or "").splitlines():
            text = " ".join(line.split())
            if SHORTEST <= len(re.sub(r"\W", "", text)) <= 200:
                found.add(text)
    return found
