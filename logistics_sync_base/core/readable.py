# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A canonical document the way a person reads it: titles, pairs and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .identity import told

_SMALL_WORDS = {"id": "ID", "sku": "SKU", "uom": "unit", "gtin": "GTIN", "bic": "BIC"}
_MOMENT = {"utc", "offset_minutes", "precision", "offset_source"}
_ADDRESS = (
    "name",
    "street",
    "street2",
    "postal_code",
    "city",
    "state",
    "country",
    "location_code",
)
# Of these the values are codes of ours: words with underscores.
_CODED = {
    "action",
    "condition",
    "direction",
    "disposition",
    "freight_terms",
    "kind",
    "matching",
    "milestone",
    "mode",
    "scope",
    "settlement",
    "status",
    "type",
}
_HIDDEN = ("schema", "event_type", "data")
MAX_DEPTH = 12
# Instructions are shorter than this, embedded files longer.
MOST_TEXT = 500
SHOWN_TEXT = 60


@dataclass(slots=True)
class Block:
    """A titled part: pairs of label and text, tables and parts of its own."""

    title: str
    pairs: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """Rows of texts below column titles."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def outline(
    document: Mapping[str, Any], schema: Mapping[str, Any] | None = None
) -> Block:
    """What the document tells; what it does not tell is left out.

    Fields come in the order of the ``schema``: a database that keeps JSON does not
    keep theirs.
    """
    ranks: dict[str, int] = {}
    _collect_names(schema or {}, ranks)
    return _outline(_sort(told(document), ranks), "", 0)


def _collect_names(schema: Any, ranks: dict[str, int]) -> None:
    if isinstance(schema, Mapping):
        for name in schema.get("properties", {}):
            ranks.setdefault(name, len(ranks))
        for part in schema.values():
            _collect_names(part, ranks)


def _sort(value: Any, ranks: Mapping[str, int]) -> Any:
    if isinstance(value, list):
        return [_sort(part, ranks) for part in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda name: ranks.get(name, len(ranks)))
    return {name: _sort(value[name], ranks) for name in names}


def _outline(document: Mapping[str, Any], title: str, depth: int) -> Block:
    block = Block(title)
    for key, value in document.items():
        if key in _HIDDEN:
            continue
        if key in _CODED and isinstance(value, str):
            value = value.replace("_", " ")
        label = label_of(key)
        if isinstance(value, list):
            _add_list(block, label, value, depth)
        elif isinstance(value, dict) and not _is_one_line(value):
            if depth < MAX_DEPTH:
                block.blocks.append(_outline(value, label, depth + 1))
        else:
            block.pairs.append((label, as_text(value)))
    return block


def _add_list(block: Block, label: str, values: list[Any], depth: int) -> None:
    entries = [value for value in values if isinstance(value, dict)]
    if len(entries) < len(values) or not entries:
        block.pairs.append((label, ", ".join(as_text(value) for value in values)))
        return
    nested = any(isinstance(part, list) for entry in entries for part in entry.values())
    if nested and depth < MAX_DEPTH:
        for place, entry in enumerate(entries, 1):
            one = f"{label.removesuffix('s')} {place}"
            block.blocks.append(_outline(entry, one, depth + 1))
        return
    columns = list(
        dict.fromkeys(key for entry in entries for key in entry if key not in _HIDDEN)
    )
    rows = [[_cell(entry, column) for column in columns] for entry in entries]
    block.tables.append(Table(label, [label_of(column) for column in columns], rows))


def _cell(entry: Mapping[str, Any], column: str) -> str:
    text = as_text(entry.get(column))
    return text.replace("_", " ") if column in _CODED else text


def label_of(key: str) -> str:
    """``bill_to`` as ``Bill to``."""
    words = [_SMALL_WORDS.get(word, word) for word in str(key).split("_") if word]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def as_text(value: Any) -> str:
    """One value in one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if value.keys() <= _MOMENT:
            return _moment(value)
        keys = _ADDRESS if value.keys() <= set(_ADDRESS) else tuple(value)
        return ", ".join(as_text(value[key]) for key in keys if value.get(key))
    if isinstance(value, list):
        return ", ".join(as_text(entry) for entry in value)
    return cut_text(str(value))


def cut_text(text: str) -> str:
    """A text that is too long to be read, such as an embedded file, in short."""
    if len(text) <= MOST_TEXT:
        return text
    return f"{text[:SHOWN_TEXT]}... ({len(text):,} characters)"


def _is_one_line(value: Mapping[str, Any]) -> bool:
    return value.keys() <= _MOMENT or value.keys() <= set(_ADDRESS)


def _moment(moment: Mapping[str, Any]) -> str:
    """The sender's own clock, with its offset; UTC where the offset is not known."""
    try:
        utc = datetime.fromisoformat(str(moment.get("utc") or "").rstrip("Z"))
    except ValueError:
        return "not told"
    offset = moment.get("offset_minutes")
    minutes = offset if isinstance(offset, int) else 0
    local = utc + timedelta(minutes=minutes)
    if moment.get("precision") == "date":
        return f"{local:%Y-%m-%d}"
    sign = "-" if minutes < 0 else "+"
    zone = f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return f"{local:%Y-%m-%d %H:%M} ({zone if minutes else 'UTC'})"
