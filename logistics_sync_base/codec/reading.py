# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document of a partner, of any format, laid out for a person.

Never raises: what cannot be laid out is what somebody wants to see most.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.classification import PROTECTED, Classification
from ..core.masking import MASK, mask_text
from ..core.partner_words import Describer
from ..core.readable import Block
from ..edi.errors import EdiError
from . import json_document, xml_document
from .file_masking import mask_document
from .layout import Layout, LayoutError
from .reading_edi import codes_in, lay_out_edifact, lay_out_x12
from .reading_files import lay_out_file
from .record_layout import RecordLayout

# Beyond this a screen would wait longer than a person does.
MOST_BYTES = 500_000
MOST_PLAIN = 3_000
# One odd character in so many is a slip of a text; more are no text.
ODD_SHARE = 10
_FAULTS = (
    json_document.JsonError,
    xml_document.XmlError,
    EdiError,
    LayoutError,
    csv.Error,
    RecursionError,
    ValueError,
)


@dataclass(slots=True)
class Reading:
    """``blocks`` to show; or ``plain``, its first characters, and why nothing else.

    ``cut`` is None, or what is shown of it: (rows shown, rows there are), or (0, 0)
    where the parts left out have no number. ``problem`` is ``too_large``,
    ``unreadable`` or None.
    """

    blocks: list[Block] = field(default_factory=list)
    plain: str = ""
    cut: tuple[int, int] | None = None
    problem: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether ``plain`` tells anything: of an image or archive it does not."""
        odd = sum(
            one == "\ufffd" or not (one.isprintable() or one.isspace())
            for one in self.plain
        )
        return odd * ODD_SHARE <= len(self.plain)


def lay_out(
    body: bytes,
    payload_format: str,
    known: Classification | None = None,
    *,
    layout: Layout | RecordLayout | None = None,
    levels: Collection[str] = PROTECTED,
) -> Reading:
    """The document as blocks, with the values of ``levels`` masked.

    ``known`` is the Classification of its connector; None shows every value.
    """
    mask = _Mask(known, levels)
    try:
        if payload_format in ("csv", "fixed_width"):
            block, shown, rows = lay_out_file(body, payload_format, layout, mask.column)
            cut = (shown, rows) if shown < rows else None
            return Reading([block] if shown else [], cut=cut)
        if len(body) > MOST_BYTES:
            plain = _plain(body, payload_format, mask, layout)
            return Reading(plain=plain, problem="too_large")
        describer = Describer(codes_in(payload_format))
        blocks = _lay_out_tree(body, payload_format, mask, describer)
        return Reading(blocks, cut=(0, 0) if describer.is_cut else None)
    except _FAULTS:
        plain = _plain(body, payload_format, mask, layout)
        return Reading(plain=plain, problem="unreadable")


class _Mask:
    """What may be shown of values, by their place in a document of any form."""

    def __init__(self, known: Classification | None, levels: Collection[str]) -> None:
        self.known = known if known and known.levels.intersection(levels) else None
        self.levels = levels

    def tree(self, value: Any) -> Any:
        return self.known.mask(value, self.levels) if self.known else value

    def element(self, value: Any, path: tuple[str, ...]) -> Any:
        return self.known.mask_leaf(value, path, self.levels) if self.known else value

    def column(self, value: str, name: str) -> str:
        if not self.known or not value:
            return value
        # Nothing says what a value without a title is.
        return str(self.element(value, (name,))) if name else MASK


def _lay_out_tree(
    body: bytes, payload_format: str, mask: _Mask, describer: Describer
) -> list[Block]:
    if payload_format == "x12":
        return lay_out_x12(body, mask.element, describer)
    if payload_format == "edifact":
        return lay_out_edifact(body, mask.element, describer)
    if payload_format == "json":
        json_document.load(body)
        # Numbers as they were written: 2.50 is not 2.5 to whoever wrote it.
        tree = mask.tree(json.loads(body, parse_float=str, parse_int=str))
    else:
        tree = _unwrap(mask.tree(xml_document.load(body)))
    if isinstance(tree, list):
        tree = {"Documents": tree}
    if not isinstance(tree, Mapping):
        tree = {"Value": tree}
    return [describer.describe(tree)]


def _unwrap(tree: dict[str, Any]) -> Any:
    """What an XML document holds below its root and below a SOAP envelope."""
    for _depth in range(3):
        names = [name for name in tree if not name.startswith("_")]
        inner = tree.get("Body") if "Body" in tree else None
        if inner is None and len(names) == 1:
            inner = tree[names[0]]
        if not isinstance(inner, dict):
            return tree
        if names[0] not in ("Envelope", "Body", "Header") and "Body" not in tree:
            return inner if len(tree) == 1 else tree
        tree = inner
    return tree


def _plain(
    body: bytes,
    payload_format: str,
    mask: _Mask,
    layout: Layout | RecordLayout | None,
) -> str:
    """The first characters of it. What has a masked form shows no more than that."""
    masked = body
    if mask.known:
        known, levels = mask.known, mask.levels
        masked = mask_document(body, payload_format, known, levels, layout)
    shown = body if masked is None else masked
    text = shown[: 4 * MOST_PLAIN].decode("utf-8", "replace")[:MOST_PLAIN]
    return mask_text(text) if mask.known else text
