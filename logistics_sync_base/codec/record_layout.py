# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a file of several kinds of records is built: data an administrator keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .layout import Column, Layout, LayoutError

ROLES = ("header", "detail", "part", "trailer")
KINDS = ("count", "count_all", "total", "equal")


@dataclass(frozen=True, slots=True)
class Control:
    """What a column of a header or trailer must agree with.

    ``count``: number of detail records, or of those named by ``of``; ``count_all``:
    of all records from header to trailer; ``total``: sum of the column ``of`` (or
    ``record.column``); ``equal``: the header's column ``of``, the own name if empty.
    """

    column: str
    kind: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record: ``value`` marks it in the file, ``name`` in mappings.

    A ``part`` belongs to the detail above it. Each detail is one document.
    """

    name: str
    value: str
    role: str
    columns: tuple[Column, ...] = ()
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """A file of records; ``base`` holds encoding, delimiter and lines to skip.

    The record type stands at ``type_start``: a character for fixed width (over
    ``type_length``), a column for CSV. Raises LayoutError when it contradicts itself.
    """

    base: Layout
    records: tuple[RecordType, ...]
    type_start: int = 1
    type_length: int = 1
    decimal_comma: bool = False

    def __post_init__(self) -> None:
        if self.type_start < 1 or self.type_length < 1:
            raise LayoutError("The place of the record type counts from 1.")
        for what in ("name", "value"):
            seen = [getattr(record, what) for record in self.records]
            if not all(seen) or len(set(seen)) != len(seen):
                raise LayoutError(f"Each record needs a {what} of its own.")
        roles = [record.role for record in self.records]
        if "detail" not in roles:
            raise LayoutError("One of the records must be the detail.")
        for role in ("header", "trailer"):
            if roles.count(role) > 1:
                raise LayoutError(f"There can be one {role} record only.")
        for record in self.records:
            self._check_record(record)

    def _check_record(self, record: RecordType) -> None:
        if record.role not in ROLES:
            raise LayoutError(f"{record.role!r} is none of {', '.join(ROLES)}.")
        if record.columns:
            # Says what is wrong with names, places and overlaps.
            Layout(self.base.kind, record.columns, has_header=False)
        names = {column.name for column in record.columns}
        for control in record.controls:
            if record.role not in ("header", "trailer"):
                raise LayoutError(
                    f"{record.name}: only a header or trailer has controls."
                )
            if control.kind not in KINDS or control.column not in names:
                raise LayoutError(f"{record.name}: the control is incomplete.")
            self._check_control(record, control)

    def _check_control(self, record: RecordType, control: Control) -> None:
        if control.kind == "total" and not list(self.columns_named(control.of)):
            raise LayoutError(
                f"{record.name}.{control.column} totals {control.of!r}, which is no "
                "column of a detail record."
            )
        if control.kind == "count" and control.of:
            if control.of not in {known.name for known in self.records}:
                raise LayoutError(
                    f"{record.name}.{control.column} counts {control.of!r}, which is "
                    "no record."
                )
        if control.kind == "equal":
            header = self.of_role("header")
            names = {column.name for column in header.columns} if header else set()
            if (control.of or control.column) not in names:
                raise LayoutError(
                    f"{record.name}.{control.column} must equal a column of the "
                    "header, which has none of that name."
                )

    def of_role(self, role: str) -> RecordType | None:
        """The header or trailer record, None without one."""
        return next((record for record in self.records if record.role == role), None)

    def columns_named(self, name: str) -> Iterator[tuple[str, str]]:
        """(record, column) that ``column`` or ``record.column`` means."""
        wanted, dot, column = name.rpartition(".")
        for record in self.records:
            if record.role not in ("detail", "part") or (dot and record.name != wanted):
                continue
            if any(known.name == column for known in record.columns):
                yield record.name, column
