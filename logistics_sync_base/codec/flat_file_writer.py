# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Write CSV and fixed width files by layout."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from .layout import Layout, LayoutError


def write_rows(layout: Layout, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A file of rows keyed by column name.

    Raises LayoutError, naming row and column, for a value that does not fit: nothing
    is cut off silently.
    """
    if not layout.columns:
        raise LayoutError("Writing needs a layout with columns.")
    write = _write_fixed_width if layout.kind == "fixed_width" else _write_csv
    text = write(layout, rows)
    try:
        return text.encode(layout.encoding)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise LayoutError(
            f"The character {character!r} does not exist in {layout.encoding}."
        ) from error


def _write_csv(layout: Layout, rows: Iterable[Mapping[str, Any]]) -> str:
    target = io.StringIO(newline="")
    quoting = csv.QUOTE_MINIMAL if layout.quote else csv.QUOTE_NONE
    writer = csv.writer(
        target,
        delimiter=layout.delimiter,
        quotechar=layout.quote or None,
        quoting=quoting,
        lineterminator=layout.line_end,
    )
    if layout.has_header:
        writer.writerow([column.header or column.name for column in layout.columns])
    for number, row in enumerate(rows, start=1):
        cells = [_text(row.get(column.name)) for column in layout.columns]
        try:
            writer.writerow(cells)
        except csv.Error as error:
            raise LayoutError(f"Row {number} cannot be written: {error}.") from error
    return target.getvalue()


def _write_fixed_width(layout: Layout, rows: Iterable[Mapping[str, Any]]) -> str:
    lines = []
    if layout.has_header:
        titles = {c.name: (c.header or c.name)[: c.length] for c in layout.columns}
        lines.append(_fixed_line(layout, titles, 0))
    lines += [_fixed_line(layout, row, n) for n, row in enumerate(rows, start=1)]
    return "".join(line + layout.line_end for line in lines)


def _fixed_line(layout: Layout, row: Mapping[str, Any], number: int) -> str:
    line = layout.row_prefix.ljust(layout.width)
    for column in layout.columns:
        value = _text(row.get(column.name))
        if len(value) > column.length or "\n" in value or "\r" in value:
            raise LayoutError(
                f"Row {number}: the value of {column.name!r} does not fit into "
                f"{column.length} characters of one line."
            )
        start = column.start - 1
        end = start + column.length
        line = line[:start] + value.ljust(column.length) + line[end:]
    return line


def _text(value: Any) -> str:
    return "" if value is None else str(value)
