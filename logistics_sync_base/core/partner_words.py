# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's own document the way a person reads it: its names made readable.

Values stand as the partner wrote them; names lose what only programs need
(``shipToParty``, ``SHIP_TO_PARTY`` and ``ns:ship-to-party`` are ``Ship to party``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from .readable import Block, Table, cut_text

# More than this nobody reads on a screen; the file itself is complete.
MOST_VALUES = 600
MOST_ROWS = 40
MOST_ENTRIES = 20
# A table with more columns is wider than its part of the screen.
MOST_COLUMNS = 6
# A part with more values gets a title of its own.
MOST_IN_LINE = 4
MAX_DEPTH = 12

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[\s_.\-]+")
_ACRONYMS = frozenset(
    ("id", "sku", "gtin", "ean", "sscc", "gln", "bic", "iban", "vat", "eta", "etd")
    + ("pod", "po", "bol", "scac", "zip", "url", "uom", "utc", "duns", "gs1")
)


def name_of(key: str) -> str:
    """``shipTo_ID`` as ``Ship to ID``; empty for the text beside attributes."""
    bare = str(key).rpartition(":")[2]
    if bare in ("__text", "__mixed"):
        return ""
    words = [word for word in _BETWEEN.split(_HUMP.sub(" ", bare)) if word]
    small = [
        word.upper() if word.lower() in _ACRONYMS else word.lower() for word in words
    ]
    text = " ".join(small)
    return cut_text(text[:1].upper() + text[1:])


def value_of(value: Any) -> str:
    """One value as it was written, cut where it is longer than a person reads."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return cut_text(str(value).strip())


class Describer:
    """Lays out trees of dicts and lists; one of them for a whole document.

    ``codes`` are values of our own making, such as ``bill_of_lading``, which read as
    words; any other is the partner's and stays as it is. ``is_cut`` tells that
    something was left out for its length.
    """

    def __init__(self, codes: Collection[str] = ()) -> None:
        self._codes = codes
        self._left = MOST_VALUES
        self.is_cut = False

    def describe(self, tree: Mapping[str, Any], title: str = "") -> Block:
        """The tree below a title, without what holds nothing."""
        return self._block(tree, title, 0)

    def _tell(self, value: Any) -> str:
        if isinstance(value, str) and value in self._codes:
            return value.replace("_", " ")
        return value_of(value)

    def _block(self, tree: Mapping[str, Any], title: str, depth: int) -> Block:
        block = Block(title)
        for key, value in tree.items():
            self._add(block, name_of(key) or title, value, depth)
        return block

    def _add(self, block: Block, name: str, value: Any, depth: int) -> None:
        if value is None or value == "" or value == {} or value == []:
            return
        if isinstance(value, Mapping):
            flat = self._flatten(value, name)
            if flat is not None and len(flat) <= MOST_IN_LINE:
                for label, text in flat.items():
                    self._pair(block, label, text)
            else:
                self._add_part(block, value, name, depth)
        elif isinstance(value, list):
            self._add_list(block, name, value, depth)
        else:
            self._pair(block, name, self._tell(value))

    def _add_part(
        self, block: Block, tree: Mapping[str, Any], title: str, depth: int
    ) -> None:
        """A titled part, which costs as much as a value: one may hold thousands."""
        if depth >= MAX_DEPTH:
            self.is_cut = True
        elif self._spend(1):
            part = self._block(tree, title, depth + 1)
            if part.pairs or part.tables or part.blocks:
                block.blocks.append(part)

    def _add_list(self, block: Block, name: str, values: list[Any], depth: int) -> None:
        entries = [value for value in values if isinstance(value, Mapping)]
        if len(entries) < len(values):
            shown = values[:MOST_ROWS]
            self.is_cut |= len(shown) < len(values)
            told = (cut_text(self._in_line(value)) for value in shown)
            self._pair(block, name, ", ".join(told))
        elif len(entries) == 1:
            self._add(block, name, entries[0], depth)
        elif table := self._tabulate(name, entries[:MOST_ROWS]):
            self.is_cut |= len(entries) > MOST_ROWS
            if self._spend(len(table.rows) * len(table.columns)):
                block.tables.append(table)
        else:
            self.is_cut |= len(entries) > MOST_ENTRIES
            one = name.removesuffix("s")
            for place, entry in enumerate(entries[:MOST_ENTRIES], 1):
                self._add_part(block, entry, f"{one} {place}", depth)

    def _pair(self, block: Block, name: str, text: str) -> None:
        if text and self._spend(1):
            block.pairs.append((name, text))

    def _spend(self, values: int) -> bool:
        if self._left <= 0:
            self.is_cut = True
            return False
        self._left -= values
        return True

    def _flatten(
        self, tree: Mapping[str, Any], prefix: str = ""
    ) -> dict[str, str] | None:
        """{name: text} of a small tree; None where it holds lists or too much."""
        found: dict[str, str] = {}
        for key, value in tree.items():
            name = _join(prefix, name_of(key))
            if isinstance(value, list):
                return None
            if isinstance(value, Mapping):
                inner = self._flatten(value, name)
                if inner is None:
                    return None
            else:
                inner = {name: text} if (text := self._tell(value)) else {}
            for label, text in inner.items():
                found[_free(label, found)] = text
            if len(found) > 2 * MOST_COLUMNS:
                return None
        return found

    def _tabulate(self, name: str, entries: list[Mapping[str, Any]]) -> Table | None:
        """A table of entries that are all alike and small enough for one."""
        flat = [self._flatten(entry) for entry in entries]
        rows = [row for row in flat if row is not None]
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if len(rows) < len(flat) or not 0 < len(columns) <= MOST_COLUMNS:
            return None
        return Table(name, columns, [[row.get(c, "") for c in columns] for row in rows])

    def _in_line(self, value: Any) -> str:
        if isinstance(value, list):
            return " ".join(self._in_line(part) for part in value)
        if isinstance(value, Mapping):
            return " ".join(self._in_line(part) for part in value.values())
        return self._tell(value)


def _join(prefix: str, name: str) -> str:
    if not prefix or not name:
        return prefix or name
    first = name.split(" ", 1)[0]
    return f"{prefix} {name if first.isupper() else name[:1].lower() + name[1:]}"


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a number when another value has it: ``<no id="1"><id>``."""
    place, free = 1, name
    while free in taken:
        place += 1
        free = f"{name} ({place})"
    return free
