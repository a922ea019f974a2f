# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a partner's flat file is built: data that an administrator keeps."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


class LayoutError(ValueError):
    """The layout is wrong, or the file as a whole does not follow it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``name`` is the key of its value in a row.

    ``start`` counts from 1: characters for fixed width (with ``length``), columns for
    CSV without a header. ``header`` is the title in a CSV header, ``name`` without.
    """

    name: str
    start: int | None = None
    length: int | None = None
    header: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One flat file form.

    ``skip_rows`` lines before the header or data and ``skip_last`` lines after the
    data are passed over, as are lines without ``row_prefix`` (record type). Raises
    LayoutError when it contradicts itself.
    """

    kind: str = "csv"
    columns: tuple[Column, ...] = field(default=())
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8-sig"
    has_header: bool = True
    skip_rows: int = 0
    skip_last: int = 0
    row_prefix: str = ""
    line_end: str = "\r\n"

    def __post_init__(self) -> None:
        if self.kind not in ("csv", "fixed_width"):
            raise LayoutError(f"The kind {self.kind!r} is neither csv nor fixed_width.")
        try:
            codecs.lookup(self.encoding)
        except LookupError as error:
            raise LayoutError(f"There is no encoding {self.encoding!r}.") from error
        names = [column.name for column in self.columns]
        if not all(names) or len(set(names)) != len(names):
            raise LayoutError("Each column needs a name of its own.")
        if self.kind == "csv":
            self._check_csv()
        else:
            self._check_fixed_width()

    def _check_csv(self) -> None:
        if len(self.delimiter) != 1 or len(self.quote) > 1:
            raise LayoutError("Delimiter and quote are one character each.")
        if self.delimiter == self.quote or self.delimiter in "\r\n":
            raise LayoutError("The delimiter must differ from quote and line end.")
        if not self.has_header and not self.columns:
            raise LayoutError("A file without a header needs columns.")

    def _check_fixed_width(self) -> None:
        if not self.columns:
            raise LayoutError("A fixed width layout needs columns.")
        end, previous = 0, ""
        for column in sorted(self.columns, key=lambda column: column.start or 0):
            if (column.start or 0) < 1 or (column.length or 0) < 1:
                raise LayoutError(
                    f"The column {column.name!r} needs a start and a length from 1."
                )
            if column.start <= end:
                raise LayoutError(
                    f"The columns {previous!r} and {column.name!r} overlap."
                )
            end, previous = column.start + column.length - 1, column.name

    @property
    def width(self) -> int:
        """Characters of a fixed width line."""
        return max(
            (column.start or 0) + (column.length or 0) - 1 for column in self.columns
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layout:
        """The layout of a JSON object; raises LayoutError for unknown settings."""
        values = dict(data)
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise LayoutError(f"Unknown settings: {', '.join(sorted(unknown))}.")
        try:
            columns = tuple(Column(**column) for column in values.pop("columns", ()))
            return cls(columns=columns, **values)
        except TypeError as error:
            raise LayoutError(f"A column or setting is wrong: {error}.") from error

    def to_dict(self) -> dict[str, Any]:
        """The layout as a JSON object; :meth:`from_dict` gives it back."""
        return {**asdict(self), "columns": [asdict(column) for column in self.columns]}
