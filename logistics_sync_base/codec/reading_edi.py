# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""EDI interchanges for a person: who, what, and the content under readable names.

A set or message that has a definition is shown by it. Any other is a table of its
segments with a name for each, so that nothing a partner sends stays unreadable.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..core.partner_words import Describer
from ..core.readable import Block, Table, cut_text
from ..edi import definition, document
from ..edi import reader as x12
from ..edi.edifact import reader as edifact
from ..edi.transaction_856 import parse_856

MOST_SETS = 10
MOST_SEGMENTS = 120
_NAMES = Path(__file__).resolve().parent.parent / "edi" / "segment_names.json"
_LEVELS = {"S": "Shipment", "O": "Order", "T": "Pallet", "P": "Package", "I": "Item"}
_ENVELOPE = frozenset(("ST", "SE", "UNH", "UNT"))
_USAGE = {"P": "production", "T": "test", "I": "information", "1": "test"}
# Takes a value and its path, such as ("N1", "02"); gives what may be shown.
Mask = Callable[[Any, tuple[str, ...]], Any]
Segment = Sequence[Any]


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = json.loads(_NAMES.read_text("utf-8"))
    return content


def codes_in(payload_format: str) -> frozenset[str]:
    """Values of a document's reading that are names of ours for a standard's codes."""
    standards = ("x12", "edifact")
    return definition.code_names() if payload_format in standards else frozenset()


def lay_out_x12(body: bytes, mask: Mask, describer: Describer) -> list[Block]:
    """The interchanges of a file. Raises X12Error for what is none."""
    blocks = []
    for interchange in x12.read(body):
        block = Block(
            "",
            [
                ("From", interchange.sender[1]),
                ("To", interchange.receiver[1]),
                ("Interchange", interchange.control),
                ("Meant for", _USAGE.get(interchange.usage, interchange.usage)),
            ],
        )
        sets = [one for group in interchange.groups for one in group.transactions]
        describer.is_cut |= len(sets) > MOST_SETS
        for one in sets[:MOST_SETS]:
            one.segments = [_mask_segment(segment, mask) for segment in one.segments]
            block.blocks.append(
                _lay_out_set(
                    "x12", one, describer, component=interchange.delimiters.component
                )
            )
        blocks.append(block)
    return blocks


def lay_out_edifact(body: bytes, mask: Mask, describer: Describer) -> list[Block]:
    """The interchanges of a file. Raises EdifactError for what is none."""
    blocks = []
    for interchange in edifact.read(body):
        usage = interchange.usage or "P"
        block = Block(
            "",
            [
                ("From", interchange.sender[1]),
                ("To", interchange.receiver[1]),
                ("Interchange", interchange.control),
                ("Meant for", _USAGE.get(usage, usage)),
            ],
        )
        block.pairs = [pair for pair in block.pairs if pair[1]]
        describer.is_cut |= len(interchange.messages) > MOST_SETS
        for one in interchange.messages[:MOST_SETS]:
            one.segments = [_mask_segment(segment, mask) for segment in one.segments]
            characters = interchange.characters
            block.blocks.append(
                _lay_out_set(
                    "edifact",
                    one,
                    describer,
                    component=characters.component,
                    decimal_mark=characters.decimal,
                )
            )
        blocks.append(block)
    return blocks


def _mask_segment(segment: Segment, mask: Mask) -> list[Any]:
    name = str(_first(segment[0])) if segment else ""
    masked: list[Any] = [name]
    for place, value in enumerate(segment[1:], 1):
        path = (name, f"{place:02}")
        if isinstance(value, list):
            masked.append([mask(part, path) for part in value])
        else:
            masked.append(mask(value, path))
    return masked


def _lay_out_set(
    standard: str, one: Any, describer: Describer, **characters: str
) -> Block:
    """One set or message: a tree where it is defined, else its segments."""
    name = _names()[f"{standard}_sets"].get(one.set_id, "")
    title = " ".join(part for part in (one.set_id, name) if part)
    title = f"{title} (number {one.control})" if one.control else title
    known = f"{standard}_{one.set_id.lower()}"
    if definition.is_defined(known):
        rules = definition.load(known)
        content, _faults = document.parse(rules, one.segments, **characters)
        others = content.pop(definition.OTHER, [])
        block = describer.describe(content, title)
        if others:
            spare = [[item["segment"], *item["elements"]] for item in others]
            block.tables.append(_tabulate(standard, spare, describer, "Also sent"))
        return block
    if known == "x12_856":
        notices, _faults = parse_856(one)
        if notices:
            return describer.describe(_tell_notice(notices[0]), title)
    return Block(title, tables=[_tabulate(standard, one.segments, describer)])


def _tabulate(
    standard: str, segments: Sequence[Segment], describer: Describer, title: str = ""
) -> Table:
    names = _names()[standard]
    rows = []
    for segment in segments:
        tag = str(_first(segment[0])) if segment else ""
        if tag in _ENVELOPE:
            continue
        if len(rows) >= MOST_SEGMENTS:
            describer.is_cut = True
            break
        told = [_tell(element) for element in segment[1:]]
        content = " · ".join(cut_text(text) for text in told if text)
        rows.append([tag, names.get(tag, ""), content])
    return Table(title, ["Segment", "What", "Content"], rows)


def _tell(element: Any) -> str:
    if isinstance(element, list):
        return " : ".join(str(part).strip() for part in element if str(part).strip())
    return str(element).strip()


def _first(element: Any) -> Any:
    return element[0] if isinstance(element, list) and element else element


def _tell_notice(node: dict[str, Any]) -> dict[str, Any]:
    """A level of a ship notice with what lies in it, by names people use."""
    told: dict[str, Any] = {}
    inner: dict[str, list[dict[str, Any]]] = {}
    for key, value in node.items():
        if key in ("levels", "children"):
            for child in value:
                name = _LEVELS.get(str(child.get("level")), "Level")
                inner.setdefault(name, []).append(_tell_notice(child))
        elif key in ("level", "structure"):
            continue
        else:
            told[key] = value
    # One is called by its name, several get a number each.
    return told | {
        name if len(parts) == 1 else f"{name}s": parts for name, parts in inner.items()
    }
