# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files of header, detail and trailer records; their controls come before anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..core.declared import Declared
from .controls import (
    IncompleteFileError,
    TotalMismatchError,
    add_up,
    compare,
    number,
)
from .flat_file import Records, Row, RowFault, judge, lines_of, row_fault
from .layout import LayoutError
from .record_layout import Control, RecordLayout, RecordType

_OUT_OF_PLACE = "order"


@dataclass
class _Block:
    """Header to trailer: what is counted and totalled together."""

    header: Row | None = None
    entries: list[tuple[str, Row | RowFault]] = field(default_factory=list)
    trailer: Row | None = None


def read_records(layout: RecordLayout, body: bytes) -> list[Row | RowFault]:
    """The detail records of a file in order, good and bad.

    The values of a row are its columns, ``record`` (the name of its kind), ``header``
    and ``trailer`` (their columns) and, for each kind of part, the list of those
    below it. Raises IncompleteFileError when the file ends before its trailer,
    TotalMismatchError when a control differs, LayoutError when header and trailer
    cannot be read: then nothing of the file may be used.
    """
    reader = _Reader(layout)
    reader.read_bytes(body)
    rows: list[Row | RowFault] = []
    for block in reader.blocks:
        _check_controls(layout, block)
        rows.extend(_documents(layout, block))
    return sorted(rows, key=lambda row: row.number)


class _Reader:
    def __init__(self, layout: RecordLayout) -> None:
        self.layout = layout
        self.by_value = {record.value: record for record in layout.records}
        self.blocks: list[_Block] = []
        self.open: _Block | None = None
        self.has_header = layout.of_role("header") is not None
        self.has_trailer = layout.of_role("trailer") is not None

    def read_bytes(self, body: bytes) -> None:
        lines = lines_of(self.layout.base, body)
        last = lines[-1][0] if lines else 0
        fixed = self.layout.base.kind == "fixed_width"
        for number_, text, cells in self._fixed(lines) if fixed else self._csv(lines):
            value = _value_of(self.layout, text, cells)
            record = self.by_value.get(value)
            if record is None:
                # A line cut in two looks like a record nobody has defined.
                if (
                    number_ == last
                    and self.has_trailer
                    and (self.open or not self.blocks)
                ):
                    raise _incomplete(f"it ends in line {number_}, inside a record")
                reason = f"The record type {value[:20]!r} is not in the layout."
                self._add("", row_fault(number_, text, reason, "record"))
                continue
            self._take(record, _row(self.layout, record, number_, text, cells), last)
        if self.has_trailer and (self.open or not self.blocks):
            raise _incomplete("its trailer is missing")
        if not self.blocks:
            raise LayoutError("The file has no records.")

    def _fixed(self, lines):
        for number_, text in lines:
            if text.strip():
                yield number_, text, None

    def _csv(self, lines):
        records = Records(self.layout.base, lines)
        while (record := records.next(None)) is not None:
            if isinstance(record, RowFault):
                yield record.number, record.text, record
            else:
                yield record

    def _take(self, record: RecordType, row: Row | RowFault, last: int) -> None:
        if record.role in ("header", "trailer") and isinstance(row, RowFault):
            if record.role == "trailer" and row.number == last:
                raise _incomplete(f"its trailer is cut off. {row.reason}")
            raise LayoutError(f"The {record.role} (line {row.number}): {row.reason}")
        if record.role == "header":
            if self.open and self.has_trailer:
                raise _incomplete(
                    f"a new header begins in line {row.number} before the trailer"
                )
            self._begin(header=row)
        elif record.role == "trailer":
            if self.open is None and self.has_header:
                raise LayoutError(f"The trailer in line {row.number} has no header.")
            block = self.open or self._begin()
            block.trailer = row
            self.open = None
        else:
            self._add(record.name, row)

    def _begin(self, header: Row | None = None) -> _Block:
        self.open = _Block(header)
        self.blocks.append(self.open)
        return self.open

    def _add(self, name: str, row: Row | RowFault) -> None:
        if self.open is None and self.has_header:
            raise LayoutError(f"Line {row.number} stands before the header.")
        (self.open or self._begin()).entries.append((name, row))


def _value_of(layout: RecordLayout, text: str, cells: Any) -> str:
    if isinstance(cells, RowFault):
        # A record that is no CSV still says what it is, so that it can be counted.
        cells = text.split(layout.base.delimiter)
    start = layout.type_start - 1
    if cells is None:
        return text[start : start + layout.type_length].strip()
    return cells[start].strip() if start < len(cells) else ""


def _row(
    layout: RecordLayout, record: RecordType, number_: int, text: str, cells: Any
) -> Row | RowFault:
    if isinstance(cells, RowFault):
        return cells
    if cells is not None:
        places = places_of(layout, record)
        if max(places.values(), default=0) > len(cells):
            reason = f"The record has {len(cells)} columns, {max(places.values())} are "
            return row_fault(number_, text, f"{reason}expected.", "columns")
        values = {name: cells[place - 1].strip() for name, place in places.items()}
        return judge(record.columns, number_, text, values)
    ends = [column.start - 1 + column.length for column in record.columns]
    width = max([layout.type_start - 1 + layout.type_length, *ends])
    if text[width:].strip():
        reason = f"The line has {len(text)} characters, the layout has {width}."
        return row_fault(number_, text, reason, "width")
    values = {
        column.name: text[column.start - 1 : column.start - 1 + column.length].strip()
        for column in record.columns
    }
    return judge(record.columns, number_, text, values)


def places_of(layout: RecordLayout, record: RecordType) -> dict[str, int]:
    """{column: place in a CSV record}; those without one follow the record type."""
    free = (place for place in range(1, 10_000) if place != layout.type_start)
    return {
        column.name: column.start or place
        for column, place in zip(record.columns, free, strict=False)
    }


def _documents(layout: RecordLayout, block: _Block) -> list[Row | RowFault]:
    roles = {record.name: record.role for record in layout.records}
    parts = [record.name for record in layout.records if record.role == "part"]
    around: dict[str, Any] = {
        "header": block.header.values if block.header else {},
        "trailer": block.trailer.values if block.trailer else {},
    }
    rows: list[Row | RowFault] = []
    detail: Row | None = None
    for name, row in block.entries:
        if isinstance(row, RowFault):
            rows.append(row)
            # Parts below a bad detail must not end up with the one above it.
            detail = None if roles.get(name) != "part" else detail
        elif roles[name] == "detail":
            values = {**row.values, **around, **{part: [] for part in parts}}
            detail = Row(row.number, {**values, "record": name})
            rows.append(detail)
        elif detail is None:
            reason = f"The record {name!r} has no readable detail record above it."
            text = ", ".join(row.values.values())
            rows.append(row_fault(row.number, text, reason, _OUT_OF_PLACE))
        else:
            detail.values[name].append(row.values)
    return rows


def declared_in_records(layout: RecordLayout, body: bytes) -> Iterator[Declared]:
    """What header and trailer say and what the file holds, without judging it.

    Raises IncompleteFileError, LayoutError or, where an amount is no number,
    TotalMismatchError: then nothing can be compared.
    """
    reader = _Reader(layout)
    reader.read_bytes(body)
    for block in reader.blocks:
        for control, row, record in _controls(layout, block):
            if control.kind != "equal":
                yield _declared(layout, block, control, row, record)


def _controls(
    layout: RecordLayout, block: _Block
) -> Iterator[tuple[Control, Row, RecordType]]:
    for role, row in (("header", block.header), ("trailer", block.trailer)):
        record = layout.of_role(role)
        if row is not None and record is not None:
            for control in record.controls:
                yield control, row, record


def _check_controls(layout: RecordLayout, block: _Block) -> None:
    for control, row, record in _controls(layout, block):
        if control.kind == "equal":
            _check_equal(block, control, row, record)
            continue
        told = _declared(layout, block, control, row, record)
        is_sum = control.kind == "total"
        what = f"total of {control.of}" if is_sum else "number of records"
        compare(what, told.said, told.found, told.place)


def _check_equal(block: _Block, control: Control, row: Row, record: RecordType) -> None:
    wanted = block.header.values.get(control.of or control.column, "")
    said = row.values.get(control.column, "")
    if said != wanted:
        raise TotalMismatchError(
            f"The control number does not agree: the header says {wanted!r}, "
            f"{_place(control, row, record)} says {said!r}. Nothing was applied; ask "
            "the partner for a correct file."
        )


def _declared(
    layout: RecordLayout, block: _Block, control: Control, row: Row, record: RecordType
) -> Declared:
    place = _place(control, row, record)
    said = row.values.get(control.column, "")
    if not said:
        raise IncompleteFileError(
            f"{place} is empty; the content cannot be checked against it. Nothing was "
            "applied."
        )
    expected = number(said, place, layout.decimal_comma)
    if control.kind == "total":
        return Declared("amount", place, expected, _total(layout, block, control))
    return Declared("count", place, expected, _count(layout, block, control))


def _place(control: Control, row: Row, record: RecordType) -> str:
    return f"{record.name}.{control.column} (line {row.number})"


def _count(layout: RecordLayout, block: _Block, control: Control) -> Decimal:
    if control.kind == "count_all":
        ends = (block.header is not None) + (block.trailer is not None)
        return Decimal(len(block.entries) + ends)
    details = {record.name for record in layout.records if record.role == "detail"}
    wanted = {control.of} if control.of else details
    return Decimal(sum(name in wanted for name, _row_ in block.entries))


def _total(layout: RecordLayout, block: _Block, control: Control) -> Decimal:
    columns = dict(layout.columns_named(control.of))
    for name, row in block.entries:
        if isinstance(row, RowFault) and (not name or name in columns):
            raise TotalMismatchError(
                f"The total of {control.of} cannot be checked: line {row.number} "
                f"cannot be read ({row.reason}) Nothing was applied."
            )
    return add_up(
        (
            (row.values[columns[name]], f"line {row.number}")
            for name, row in block.entries
            if name in columns
        ),
        layout.decimal_comma,
    )


def _incomplete(reason: str) -> IncompleteFileError:
    return IncompleteFileError(
        f"The file is not complete: {reason}. Nothing was applied; it is read when the "
        "complete file is there."
    )
