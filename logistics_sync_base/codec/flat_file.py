# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CSV and fixed width files by layout: a bad row costs only itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .flat_file_writer import write_rows
from .layout import Column, Layout, LayoutError

__all__ = ["Row", "RowFault", "group_rows", "read_rows", "write_rows"]

# A quoted text over more lines than this is a forgotten quote.
MAX_RECORD_LINES = 50
MAX_FAULT_TEXT = 500
_UNDECODED = re.compile("[\udc80-\udcff\ufffd]")


@dataclass(frozen=True, slots=True)
class Row:
    """One good row; ``number`` is its first line in the file, from 1."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowFault:
    """One row that does not follow the layout, with its text for a person."""

    number: int
    text: str
    reason: str
    code: str


def read_rows(layout: Layout, body: bytes) -> Iterator[Row | RowFault]:
    """The rows of a file in order, good and bad; blank lines are passed over.

    Raises LayoutError when the file as a whole does not fit: no header, or a required
    column missing from it.
    """
    lines = lines_of(layout, body)
    if layout.kind == "fixed_width":
        return _read_fixed_width(layout, lines)
    return _read_csv(layout, lines)


class HeaderDrift(LayoutError):
    """The header line lacks columns the layout needs: ``columns`` names them."""

    def __init__(self, message: str, columns: Sequence[str]) -> None:
        super().__init__(message)
        self.columns = tuple(columns)


def unknown_titles(layout: Layout, body: bytes) -> list[str]:
    """Titles of a CSV header that no column of the layout is named after.

    Raises what :func:`read_rows` raises.
    """
    if layout.kind != "csv" or not layout.has_header or not layout.columns:
        return []
    records = Records(layout, lines_of(layout, body))
    records.prefix = ""
    start = records.next(None)
    names = _header_names(layout, Records(layout, lines_of(layout, body)))
    titles = start[2] if isinstance(start, tuple) else []
    pairs = zip(titles, names, strict=True)
    return [title.strip() for title, name in pairs if name is None and title.strip()]


def group_rows(rows: Iterable[Row], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Documents of rows that belong together, in order of their first row.

    Each is ``{"key": {...}, "rows": [values, ...], "numbers": [line, ...]}``: the
    document of a mapping whose events span several rows.
    """
    groups: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row.values.get(name, "") for name in keys)
        group = groups.get(key)
        if group is None:
            named = dict(zip(keys, key, strict=True))
            group = groups[key] = {"key": named, "rows": [], "numbers": []}
        group["rows"].append(row.values)
        group["numbers"].append(row.number)
    return list(groups.values())


def lines_of(layout: Layout, body: bytes) -> list[tuple[int, str]]:
    """[(number, text)] of a file in the encoding of its layout."""
    try:
        text = body.decode(layout.encoding, "surrogateescape")
    except UnicodeDecodeError:
        # Multi-byte encodings without a byte-wise escape (UTF-16).
        text = body.decode(layout.encoding, "replace")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = list(enumerate(text.split("\n"), start=1))
    while lines and not lines[-1][1].strip("\x00\x1a \t"):
        lines.pop()
    return lines[layout.skip_rows : len(lines) - layout.skip_last]


def _read_fixed_width(
    layout: Layout, lines: list[tuple[int, str]]
) -> Iterator[Row | RowFault]:
    cuts = [
        (column.name, column.start - 1, column.start - 1 + column.length)
        for column in layout.columns
    ]
    for number, line in lines[1 if layout.has_header else 0 :]:
        if not line.strip() or not line.startswith(layout.row_prefix):
            continue
        if line[layout.width :].strip():
            reason = f"has {len(line)} characters, the layout has {layout.width}"
            yield row_fault(number, line, f"The line {reason}.", "width")
            continue
        values = {name: line[start:end].strip() for name, start, end in cuts}
        yield judge(layout.columns, number, line, values)


def _read_csv(layout: Layout, lines: list[tuple[int, str]]) -> Iterator[Row | RowFault]:
    records = Records(layout, lines)
    titled = layout.has_header
    names = _header_names(layout, records) if titled else _positions(layout)
    return _csv_rows(layout, records, names)


def _csv_rows(
    layout: Layout, records: Records, names: list[str | None]
) -> Iterator[Row | RowFault]:
    # Without a header the file may have more columns than the layout names.
    exact = layout.has_header
    while (record := records.next(len(names) if exact else None)) is not None:
        if isinstance(record, RowFault):
            yield record
            continue
        number, text, cells = record
        surplus = exact and any(cell.strip() for cell in cells[len(names) :])
        if len(cells) < len(names) or surplus:
            reason = f"The row has {len(cells)} columns, {len(names)} are expected."
            yield row_fault(number, text, reason, "columns")
            continue
        values = {
            name: cell.strip()
            for name, cell in zip(names, cells, strict=False)
            if name is not None
        }
        yield judge(layout.columns, number, text, values)


class Records:
    """CSV records, resumed at the next line after one that cannot be read."""

    def __init__(self, layout: Layout, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.position = 0
        self.quote = layout.quote
        self.prefix = layout.row_prefix
        self.format: dict[str, Any] = {"delimiter": layout.delimiter, "strict": True}
        if layout.quote:
            self.format["quotechar"] = layout.quote
        else:
            self.format["quoting"] = csv.QUOTE_NONE

    def next(
        self, expected: int | None
    ) -> tuple[int, str, list[str]] | RowFault | None:
        while self.position < len(self.lines):
            number, line = self.lines[self.position]
            self.position += 1
            if line.strip() and line.startswith(self.prefix):
                return self._record(number, line, expected)
        return None

    def _record(
        self, number: int, line: str, expected: int | None
    ) -> tuple[int, str, list[str]] | RowFault:
        if not self.quote or line.count(self.quote) % 2 == 0:
            return self._parse(number, line)
        following = self.lines[self.position : self.position + MAX_RECORD_LINES - 1]
        text = line
        for taken, (_number, more) in enumerate(following, start=1):
            text = f"{text}\n{more}"
            if more.count(self.quote) % 2:
                record = self._parse(number, text)
                fits = not isinstance(record, RowFault)
                if fits and expected in (None, len(record[2])):
                    self.position += taken
                    return record
                break
        return row_fault(number, line, "A quote is opened and not closed.", "quote")

    def _parse(self, number: int, text: str) -> tuple[int, str, list[str]] | RowFault:
        try:
            # Given as it is: a StringIO would hold it again, at four bytes a character.
            (cells,) = csv.reader([text], **self.format)
        except (csv.Error, ValueError) as error:
            return row_fault(number, text, f"The row is no CSV: {error}.", "csv")
        return number, text, cells


def _header_names(layout: Layout, records: Records) -> list[str | None]:
    prefix, records.prefix = records.prefix, ""
    record = records.next(None)
    records.prefix = prefix
    if record is None or isinstance(record, RowFault):
        raise LayoutError("The file has no readable header line.")
    titles = _numbered([title.strip() for title in record[2]])
    if not layout.columns:
        return list(titles)
    wanted = {
        (column.header or column.name).casefold(): column for column in layout.columns
    }
    found = [wanted.pop(title.casefold(), None) for title in titles]
    missing = [title for title, column in wanted.items() if column.required]
    if missing or not any(found):
        raise HeaderDrift(
            f"The header has no column {', '.join(missing or list(wanted))}; "
            f"it has {', '.join(titles)}. Correct the layout if the partner has "
            "renamed a column.",
            missing or list(wanted),
        )
    return [column.name if column else None for column in found]


def _numbered(titles: list[str]) -> list[str]:
    # Invoice files repeat charge columns under one title: Amount, Amount#2 ...
    seen: dict[str, int] = {}
    result = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        result.append(title if seen[title] == 1 else f"{title}#{seen[title]}")
    return result


def _positions(layout: Layout) -> list[str | None]:
    places = {
        (column.start or place) - 1: column.name
        for place, column in enumerate(layout.columns, start=1)
    }
    return [places.get(place) for place in range(max(places) + 1)]


def judge(
    columns: Sequence[Column], number: int, text: str, values: dict[str, str]
) -> Row | RowFault:
    """The row, or why it cannot be used."""
    if _UNDECODED.search(text):
        reason = "The row has bytes that do not exist in the file's encoding."
        return row_fault(number, text, reason, "encoding")
    for column in columns:
        if column.required and not values.get(column.name):
            reason = f"The column {column.name!r} is empty."
            return row_fault(number, text, reason, "required")
    return Row(number, values)


def row_fault(number: int, text: str, reason: str, code: str) -> RowFault:
    """A fault with as much of its text as a person needs, fit to store."""
    shown = _UNDECODED.sub("\ufffd", text[:MAX_FAULT_TEXT]).replace("\x00", "\ufffd")
    return RowFault(number, shown, reason, code)
