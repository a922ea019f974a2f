# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A compiled definition: what :mod:`.definition` makes of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class DefinitionError(ValueError):
    """A definition is wrong: a mistake of who wrote it, not of a document."""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Codes and their readable names, both ways."""

    names: Mapping[str, str]
    codes: Mapping[str, str]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> CodeTable:
        """A table of {code: name}; every name stands for one code."""
        codes = {name: code for code, name in names.items()}
        if len(codes) != len(names):
            raise DefinitionError("A code table uses a name twice.")
        return cls(names, codes)


@dataclass(frozen=True, slots=True)
class Field:
    """One named value: element ``place``, ``component`` 0 when it is not composite."""

    key: str
    place: int
    component: int = 0
    required: bool = False
    type: str = "text"
    table: CodeTable | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Qualifier and value pairs in the elements ``first`` to ``last``."""

    key: str
    first: int
    last: int
    table: CodeTable | None = None


@dataclass(eq=False, slots=True)
class Node:
    """A segment, or a loop (then ``children`` are its content, the trigger first)."""

    segment: str
    key: str
    many: bool = False
    inline: bool = False
    required: bool = False
    when: tuple[tuple[int, int, frozenset[str]], ...] = ()
    fields: tuple[Field, ...] = ()
    pairs: Pairs | None = None
    children: tuple[Node, ...] = ()
    # Segment name -> places among the children that take such a segment.
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    composites: frozenset[int] = frozenset()

    @property
    def is_loop(self) -> bool:
        """Whether it has content of its own."""
        return bool(self.children)


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole document; ``root`` is a loop without trigger."""

    code: str
    name: str
    functional_id: str
    root: Node
