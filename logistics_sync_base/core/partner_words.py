# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's own document the way a person reads it: its names made readable.

Values stand as the partner wrote them; names lose what only programs need
(``shipToParty``, ``SHIP_TO_PARTY`` and ``ns:ship-to-party`` are ``Ship to party``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_OURS = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
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
    return text[:1].upper() + text[1:]


def value_of(value: Any) -> str:
    """One value as it was written, cut where it is longer than a person reads."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).strip()
    # Names the EDI definitions give to codes.
    return text.replace("_", " ") if _OURS.fullmatch(text) else cut_text(text)


class Describer:
    """Lays out trees of dicts and lists; one of them for a whole document.

    ``is_cut`` tells that something was left out for its length.
    """

    def __init__(self) -> None:
        self._left = MOST_VALUES
        self.is_cut = False

    def describe(self, tree: Mapping[str, Any], title: str = "") -> Block:
        """The tree below a title, without what holds nothing."""
        return self._block(tree, title, 0)

    def _block(self, tree: Mapping[str, Any], title: str, depth: int) -> Block:
        block = Block(title)
        for key, value in tree.items():
            self._add(block, name_of(key) or title, value, depth)
        return block

    def _add(self, block: Block, name: str, value: Any, depth: int) -> None:
        if value is None or value == "" or value == {} or value == []:
            return
        if isinstance(value, Mapping):
            flat = _flatten(value, name)
            if flat is not None and len(flat) <= MOST_IN_LINE:
                for label, text in flat.items():
                    self._pair(block, label, text)
            elif depth < MAX_DEPTH:
                block.blocks.append(self._block(value, name, depth + 1))
            else:
                self.is_cut = True
        elif isinstance(value, list):
            self._add_list(block, name, value, depth)
        else:
            self._pair(block, name, value_of(value))

    def _add_list(self, block: Block, name: str, values: list[Any], depth: int) -> None:
        entries = [value for value in values if isinstance(value, Mapping)]
        if len(entries) < len(values):
            shown = values[:MOST_ROWS]
            self.is_cut |= len(shown) < len(values)
            self._pair(block, name, ", ".join(_in_line(value) for value in shown))
        elif len(entries) == 1:
            self._add(block, name, entries[0], depth)
        elif table := _tabulate(name, entries[:MOST_ROWS]):
            self.is_cut |= len(entries) > MOST_ROWS
            if self._spend(len(table.rows) * len(table.columns)):
                block.tables.append(table)
        elif depth >= MAX_DEPTH:
            self.is_cut = True
        else:
            self.is_cut |= len(entries) > MOST_ENTRIES
            one = name.removesuffix("s")
            for place, entry in enumerate(entries[:MOST_ENTRIES], 1):
                if self._left > 0:
                    part = self._block(entry, f"{one} {place}", depth + 1)
                    block.blocks.append(part)

    def _pair(self, block: Block, name: str, text: str) -> None:
        if text and self._spend(1):
            block.pairs.append((name, text))

    def _spend(self, values: int) -> bool:
        if self._left <= 0:
            self.is_cut = True
            return False
        self._left -= values
        return True


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str] | None:
    """{name: text} of a small tree; None where it holds lists or too much."""
    found: dict[str, str] = {}
    for key, value in tree.items():
        name = _join(prefix, name_of(key))
        if isinstance(value, list):
            return None
        if isinstance(value, Mapping):
            inner = _flatten(value, name)
            if inner is None:
                return None
            found |= inner
        elif text := value_of(value):
            found[name] = text
        if len(found) > 2 * MOST_COLUMNS:
            return None
    return found


def _join(prefix: str, name: str) -> str:
    if not prefix or not name:
        return prefix or name
    first = name.split(" ", 1)[0]
    return f"{prefix} {name if first.isupper() else name[:1].lower() + name[1:]}"


def _tabulate(name: str, entries: list[Mapping[str, Any]]) -> Table | None:
    """A table of entries that are all alike and small enough for one."""
    flat = [_flatten(entry) for entry in entries]
    rows = [row for row in flat if row is not None]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if len(rows) < len(flat) or not 0 < len(columns) <= MOST_COLUMNS:
        return None
    return Table(name, columns, [[row.get(c, "") for c in columns] for row in rows])


def _in_line(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_in_line(part) for part in value)
    if isinstance(value, Mapping):
        return " ".join(_in_line(part) for part in value.values())
    return value_of(value)
