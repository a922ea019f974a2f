# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far the value of a field may go: into storage, onto a screen, into a log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from .masking import MASK, mask_value

# From harmless to dangerous.
LEVELS = ("public", "internal", "personal", "confidential", "secret")
# Not shown without a reason, never logged.
PROTECTED = frozenset({"personal", "confidential", "secret"})
# Not even kept once the work is done.
NOT_KEPT = frozenset({"confidential", "secret"})
DEFAULT = "internal"
MAX_DEPTH = 60
# Names of fields come from outside: what is remembered about them has a bound.
_MOST_PATHS = 10_000
_NOISE = re.compile(r"[\s_\-]")

Path = tuple[str, ...]


class PatternError(ValueError):
    """A pattern that could never match anything."""


def normalise(name: str) -> str:
    """``firstName``, ``First_Name`` and ``ns:first-name`` are one name."""
    return _NOISE.sub("", name.rpartition(":")[2]).lower()


def read_pattern(pattern: str) -> Path:
    """The names of a pattern such as ``ship_to.name`` or ``N3.*``.

    Raises PatternError for an empty one or one of stars only.
    """
    names = tuple(normalise(name) for name in pattern.split("."))
    if not all(names) or all(name == "*" for name in names):
        raise PatternError(pattern)
    return names


class Classification:
    """Rules as pairs (pattern, level); anything nobody named is internal.

    A pattern matches wherever its names follow each other in a path, so that one name
    protects all that stands below it. The longer pattern wins, of two as long the one
    with fewer stars, then the stricter level.
    """

    def __init__(self, rules: Iterable[tuple[str, str]] = ()) -> None:
        known = [(read_pattern(pattern), level) for pattern, level in rules]
        self._rules = sorted(
            known,
            key=lambda rule: (
                len(rule[0]),
                -rule[0].count("*"),
                LEVELS.index(rule[1]),
            ),
            reverse=True,
        )
        self.levels = frozenset(level for __, level in known)
        self._known: dict[Path, str] = {}
        self._words: dict[frozenset[str], tuple[str, ...] | None] = {}

    def words_of(self, levels: frozenset[str]) -> tuple[str, ...] | None:
        """Names without one of which no value of these levels can be in a document.

        One of each rule, as :func:`normalise` writes them. None when they cannot be
        looked for in a text: letters that are no ASCII have more than one form.
        """
        if levels not in self._words:
            words = tuple(
                max((name for name in rule if name != "*"), key=len)
                for rule, level in self._rules
                if level in levels
            )
            self._words[levels] = words if all(map(str.isascii, words)) else None
        return self._words[levels]

    def level_of(self, path: Path) -> str:
        """The level of a path of names; numbers of list entries are not part of it."""
        level = self._known.get(path)
        if level is None:
            names = tuple(normalise(name) for name in path)
            level = next(
                (level for rule, level in self._rules if _occurs(rule, names)), DEFAULT
            )
            if len(self._known) < _MOST_PATHS:
                self._known[path] = level
        return level

    def mask(self, value: Any, levels: Collection[str] = PROTECTED) -> Any:
        """A copy of a JSON value with the values of these levels masked."""
        if not self.levels.intersection(levels):
            return value
        return self._mask(value, (), levels, 0)

    def mask_leaf(self, value: Any, path: Path, levels: Collection[str]) -> Any:
        """One value, masked if its path is of one of these levels."""
        level = self.level_of(path)
        if level not in levels or value is None or value == "":
            return value
        return MASK if level == "secret" else mask_value(value)

    def _mask(self, node: Any, path: Path, levels: Collection[str], depth: int) -> Any:
        if depth > MAX_DEPTH:
            return MASK
        if isinstance(node, Mapping):
            return {
                key: self._mask(value, (*path, str(key)), levels, depth + 1)
                for key, value in node.items()
            }
        if isinstance(node, (list, tuple)):
            return [self._mask(value, path, levels, depth + 1) for value in node]
        return self.mask_leaf(node, path, levels)


def _occurs(rule: Path, names: Path) -> bool:
    width = len(rule)
    return any(
        all(
            want in ("*", name)
            for want, name in zip(rule, names[start : start + width], strict=True)
        )
        for start in range(len(names) - width + 1)
    )
