# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first rows of a flat file as a table, for a person.

Unlike the readers that work is done with, this one takes whatever is there: a file
that cannot be worked with is the very one somebody wants to look at.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

from ..core.partner_words import MOST_ROWS, value_of
from ..core.readable import Block, Table
from .file_masking import aliases_of, titles_of
from .layout import Column, Layout
from .record_file import places_of
from .record_layout import RecordLayout

DELIMITERS = ",;\t|"
# Forty rows of any sane file fit into this.
MOST_BYTES = 262_144
# Takes a value and the name of its column; gives what may be shown.
Mask = Callable[[str, str], str]


def lay_out_file(
    body: bytes, kind: str, layout: Layout | RecordLayout | None, mask: Mask
) -> tuple[Block, int, int]:
    """(the table, rows that are shown, rows there are).

    ``kind`` is csv or fixed_width. Without a ``layout`` a CSV file is taken by its
    first line and a fixed-width file stays in lines.
    """
    base = layout.base if isinstance(layout, RecordLayout) else layout
    lines, total = _lines(body, base)
    if isinstance(layout, RecordLayout):
        table, shown = _tell_records(layout, lines, mask), min(len(lines), MOST_ROWS)
    elif kind == "fixed_width":
        table, shown = _tell_fixed(base, lines, mask)
    else:
        table, shown, titled = _tell_csv(base, lines, mask)
        total -= titled
    return Block("", tables=[table]), shown, max(total, shown)


def _lines(body: bytes, layout: Layout | None) -> tuple[list[tuple[int, str]], int]:
    """[(number, text)] of the first lines that hold something, and how many all are."""
    encoding = layout.encoding if layout else "utf-8-sig"
    total = body.count(b"\n") + (not body.endswith(b"\n"))
    head = body[:MOST_BYTES].decode(encoding, "replace").removeprefix("\ufeff")
    texts = head.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(body) > MOST_BYTES:
        texts.pop()
    skipped = layout.skip_rows if layout else 0
    numbered = list(enumerate(texts, 1))[skipped:]
    lines = [(number, text) for number, text in numbered if text.strip("\x00\x1a \t")]
    if len(body) > MOST_BYTES:
        return lines, total - skipped
    return lines, len(lines)


def _tell_csv(
    layout: Layout | None, lines: Sequence[tuple[int, str]], mask: Mask
) -> tuple[Table, int, bool]:
    first = lines[0][1] if lines else ""
    delimiter = layout.delimiter if layout else max(DELIMITERS, key=first.count)
    has_header = layout.has_header if layout else True
    # A quoted text may run over lines: the reader counts them, not the rows.
    reader = csv.reader(
        (f"{text}\n" for _number, text in lines),
        delimiter=delimiter,
        quotechar=(layout.quote if layout else '"') or None,
        quoting=csv.QUOTE_NONE if layout and not layout.quote else csv.QUOTE_MINIMAL,
    )
    rows: list[tuple[int, list[str]]] = []
    titles: list[str] = []
    begun = 0
    for cells in reader:
        number = lines[begun][0]
        begun = reader.line_num
        if has_header and not titles:
            titles = cells
            continue
        rows.append((number, cells))
        if len(rows) >= MOST_ROWS:
            break
    if not has_header and layout:
        titles = titles_of(layout.columns)
    width = max([len(titles), *(len(cells) for _number, cells in rows)])
    titles += [""] * (width - len(titles))
    aliases = aliases_of(layout)

    def tell(value: str, title: str) -> str:
        # Protected is what either of its names says.
        alias = aliases.get(title.strip())
        shown = mask(value, title)
        return mask(shown, alias) if alias else shown

    told = [
        [str(number), *(_cell(cells, place, titles, tell) for place in range(width))]
        for number, cells in rows
    ]
    return Table("", ["Row", *titles], told), len(rows), has_header


def _cell(cells: Sequence[str], place: int, titles: Sequence[str], mask: Mask) -> str:
    value = cells[place] if place < len(cells) else ""
    return value_of(mask(value, titles[place]))


def _tell_fixed(
    layout: Layout | None, lines: Sequence[tuple[int, str]], mask: Mask
) -> tuple[Table, int]:
    columns = layout.columns if layout else ()
    shown = [
        line
        for line in lines
        if not layout or not layout.row_prefix or line[1].startswith(layout.row_prefix)
    ][:MOST_ROWS]
    if not columns:
        rows = [[str(number), mask(text, "")] for number, text in shown]
        return Table("", ["Row", "Line"], rows), len(rows)
    rows = [
        [str(number), *(mask(_cut(text, column), column.name) for column in columns)]
        for number, text in shown
    ]
    return Table("", ["Row", *(column.name for column in columns)], rows), len(rows)


def _cut(text: str, column: Column) -> str:
    start = (column.start or 1) - 1
    return text[start : start + (column.length or 0)].strip()


def _tell_records(
    layout: RecordLayout, lines: Sequence[tuple[int, str]], mask: Mask
) -> Table:
    """Each line with the name of its record and the values of its columns."""
    kinds = {record.value: record for record in layout.records}
    is_fixed = layout.base.kind == "fixed_width"
    rows = []
    for number, text in lines[:MOST_ROWS]:
        cells = [] if is_fixed else _split(text, layout.base)
        start = layout.type_start - 1
        if is_fixed:
            mark = text[start : start + layout.type_length].strip()
        else:
            mark = _at(cells, start)
        record = kinds.get(mark)
        if record is None:
            rows.append([str(number), mark, mask(text, "")])
            continue
        if is_fixed:
            values = {one.name: _cut(text, one) for one in record.columns}
        else:
            places = places_of(layout, record)
            values = {name: _at(cells, place - 1) for name, place in places.items()}
        told = [f"{name}: {mask(value, name)}" for name, value in values.items()]
        rows.append([str(number), record.name, " · ".join(told)])
    return Table("", ["Row", "Record", "Content"], rows)


def _split(text: str, layout: Layout) -> list[str]:
    return next(csv.reader([text], delimiter=layout.delimiter), [])


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
