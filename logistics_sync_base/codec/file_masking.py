# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A flat file with protected values masked: its layout says which value is what."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Collection, Sequence

from ..core.classification import PROTECTED, Classification
from ..core.masking import MASK
from ..core.payload_masking import mask_payload
from .layout import Column, Layout
from .record_file import places_of
from .record_layout import RecordLayout, RecordType

AnyLayout = Layout | RecordLayout
# Takes a value and the names it goes by; gives what may be shown.
_Mask = Callable[[str, Sequence[str]], str]
_LINE = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")


def mask_document(
    body: bytes,
    payload_format: str,
    classification: Classification,
    levels: Collection[str] = PROTECTED,
    layout: AnyLayout | None = None,
) -> bytes | None:
    """As :func:`mask_payload`, of a flat file by the ``layout`` it is read with.

    What the layout does not name, such as lines of an unknown record, is masked where
    a column is protected: nobody can tell what it is.
    """
    base = layout.base if isinstance(layout, RecordLayout) else layout
    if base is None or base.kind != payload_format:
        return mask_payload(body, payload_format, classification, levels)
    if not classification.levels.intersection(levels):
        return body
    try:
        return _mask_file(body, base, layout, classification, levels)
    except (ValueError, csv.Error):
        return None


def _mask_file(
    body: bytes,
    base: Layout,
    layout: AnyLayout,
    classification: Classification,
    levels: Collection[str],
) -> bytes:
    def mask(value: str, names: Sequence[str]) -> str:
        if not value.strip():
            return value
        if not any(names):
            return MASK
        for name in filter(None, names):
            value = str(classification.mask_leaf(value, (name,), levels))
        return value

    text = body.decode(base.encoding).removeprefix("\ufeff")
    lines = _LINE.findall(text)
    head, rest = lines[: base.skip_rows], lines[base.skip_rows :]
    titles = _read_titles(base, layout, rest)
    named = {name for name in (*titles, *_names_of(layout)) if name}
    if not any(classification.level_of((name,)) in levels for name in named):
        return body
    if base.kind == "fixed_width":
        told = [_mask_line(line, layout, mask) for line in rest]
    else:
        told = [_mask_rows(rest, base, layout, titles, mask)]
    shown = "".join([*(_whole(line, mask) for line in head), *told])
    encoding = base.encoding
    if codecs.lookup(encoding).name == "utf-8-sig":
        encoding = "utf-8"
    if codecs.lookup(encoding).name == "utf-8" and body.startswith(codecs.BOM_UTF8):
        shown = f"\ufeff{shown}"
    return shown.encode(encoding)


def _names_of(layout: AnyLayout) -> list[str]:
    if isinstance(layout, RecordLayout):
        return [column.name for one in layout.records for column in one.columns]
    return [column.name for column in layout.columns]


def _whole(line: str, mask: _Mask) -> str:
    text = line.rstrip("\r\n")
    return mask(text, ()) + line[len(text) :]


# ------------------------------------------------------------- fixed width
def _mask_line(line: str, layout: AnyLayout, mask: _Mask) -> str:
    """The columns of a line in their places; what lies between them is no column's."""
    columns = _columns_of_line(line, layout)
    if columns is None:
        return _whole(line, mask)
    text = line.rstrip("\r\n")
    masked, place = [], 0
    for column in sorted(columns, key=lambda one: one.start or 1):
        start = (column.start or 1) - 1
        end = start + (column.length or 0)
        value = text[start:end]
        told = mask(value.strip(), (column.name,))
        masked.append(_between(text[place:start], layout, place, mask))
        # Nothing moves: who reads by places finds each column where it was.
        masked.append(
            value if told == value.strip() else told[: len(value)].ljust(len(value))
        )
        place = max(place, end)
    masked.append(_between(text[place:], layout, place, mask))
    return "".join(masked) + line[len(text) :]


def _columns_of_line(line: str, layout: AnyLayout) -> tuple[Column, ...] | None:
    if not isinstance(layout, RecordLayout):
        return layout.columns if line.startswith(layout.row_prefix) else None
    start = layout.type_start - 1
    mark = line[start : start + layout.type_length].strip()
    record = _find_record(layout, mark)
    return record.columns if record else None


def _between(text: str, layout: AnyLayout, place: int, mask: _Mask) -> str:
    """What no column covers: the mark of a record stays, the rest is nobody's."""
    if not isinstance(layout, RecordLayout):
        kept = len(layout.row_prefix) if place == 0 else 0
        start = 0
    else:
        start, kept = layout.type_start - 1 - place, layout.type_length
    if start < 0 or not text:
        start, kept = 0, 0
    mark = text[start : start + kept]
    return _blank(text[:start]) + mark + _blank(text[start + kept :])


def _blank(text: str) -> str:
    return text if not text.strip() else "*" * len(text)


# --------------------------------------------------------------------- csv
def _read_titles(base: Layout, layout: AnyLayout, lines: Sequence[str]) -> list[str]:
    """The names of the columns of a CSV file, from its header or its layout."""
    if base.kind != "csv" or isinstance(layout, RecordLayout):
        return []
    if base.has_header:
        return next((cells for cells in _reader(base, lines) if _is_told(cells)), [])
    return titles_of(base.columns)


def titles_of(columns: Sequence[Column]) -> list[str]:
    """The names of the columns of a file without a header, in their places."""
    places = {column.start or place: column for place, column in enumerate(columns, 1)}
    return [
        places[place].name if place in places else ""
        for place in range(1, max(places, default=0) + 1)
    ]


def aliases_of(layout: Layout | None) -> dict[str, str]:
    """{title in the header: the name the layout gives to that column}"""
    columns = layout.columns if layout else ()
    return {column.header: column.name for column in columns if column.header}


def _mask_rows(
    lines: Sequence[str],
    base: Layout,
    layout: AnyLayout,
    titles: Sequence[str],
    mask: _Mask,
) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=base.line_end, **_dialect(base))
    aliases = aliases_of(base)
    is_header = base.has_header and not isinstance(layout, RecordLayout)
    for cells in _reader(base, lines):
        if is_header and _is_told(cells):
            writer.writerow(cells)
            is_header = False
            continue
        if isinstance(layout, RecordLayout):
            names = _names_in_record(layout, cells)
        else:
            names = [(title, aliases.get(title.strip(), "")) for title in titles]
        names += [()] * (len(cells) - len(names))
        writer.writerow(
            [
                cell if known is None else mask(cell, known)
                for cell, known in zip(cells, names, strict=False)
            ]
        )
    return written.getvalue()


def _names_in_record(
    layout: RecordLayout, cells: Sequence[str]
) -> list[tuple[str, ...] | None]:
    """The names of each cell of a record; None for the mark that says which it is."""
    start = layout.type_start - 1
    mark = cells[start].strip() if start < len(cells) else ""
    record = _find_record(layout, mark)
    names: list[tuple[str, ...] | None] = [()] * max(len(cells), layout.type_start)
    if record is None:
        return names
    names[start] = None
    for name, place in places_of(layout, record).items():
        if place <= len(names):
            names[place - 1] = (name,)
    return names


def _is_told(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _find_record(layout: RecordLayout, mark: str) -> RecordType | None:
    return next((one for one in layout.records if one.value == mark), None)


def _reader(base: Layout, lines: Sequence[str]):
    return csv.reader(iter(lines), **_dialect(base))


def _dialect(base: Layout) -> dict[str, object]:
    if not base.quote:
        none = {"quoting": csv.QUOTE_NONE, "quotechar": None}
        return {"delimiter": base.delimiter, **none}
    return {"delimiter": base.delimiter, "quotechar": base.quote}
