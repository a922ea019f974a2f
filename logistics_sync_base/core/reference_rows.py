# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Read a partner's list of codes: CSV with a heading, or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What partners call the columns.
_COLUMNS = {
    "kind": ("kind", "type"),
    "code": ("code", "sku", "id", "partner code", "item", "item number"),
    "name": ("name", "description", "title"),
    "number": ("number", "barcode", "gtin", "ean", "upc", "tax id", "vat"),
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_LIMIT = 100_000
_LONGEST = 128


class ReferenceListError(Exception):
    """The list cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One code of the partner; ``kind`` is empty where the list does not tell it."""

    code: str
    name: str = ""
    number: str = ""
    kind: str = ""


def read_reference_rows(data: bytes) -> list[ReferenceRow]:
    """Rows of a list in UTF-8; raises ReferenceListError naming the row."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReferenceListError(
            f"The file is not UTF-8 text (byte {error.start + 1})."
        ) from error
    if text.lstrip()[:1] in ("[", "{"):
        rows = _read_json(text)
    else:
        rows = _read_csv(text)
    if not rows:
        raise ReferenceListError("The file has no rows.")
    if len(rows) > _LIMIT:
        raise ReferenceListError(f"The file has more than {_LIMIT} rows.")
    return [_check(number, row) for number, row in rows]


def _read_csv(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    heading = text.partition("\n")[0]
    separator = max(",;\t|", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = [_NAMES.get(_plain(name)) for name in next(reader, [])]
        if "code" not in columns:
            raise ReferenceListError(
                "The first row must name the columns; one of them is “code”."
            )
        return [
            (
                reader.line_num,
                {
                    name: value
                    for name, value in zip(columns, row, strict=False)
                    if name
                },
            )
            for row in reader
            if any(value.strip() for value in row)
        ]
    except csv.Error as error:
        raise ReferenceListError(f"Row {reader.line_num}: {error}.") from error


def _read_json(text: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReferenceListError("The file is not valid JSON.") from error
    if isinstance(content, dict):
        content = content.get("references")
    if not isinstance(content, list):
        raise ReferenceListError(
            "The JSON must be a list, or an object with the list “references”."
        )
    rows: list[tuple[int, Mapping[str, Any]]] = []
    for number, row in enumerate(content, 1):
        if not isinstance(row, dict):
            raise ReferenceListError(f"Row {number}: it is no object.")
        named = {_NAMES.get(_plain(name)): value for name, value in row.items()}
        rows.append((number, {name: named[name] for name in named if name}))
    return rows


def _check(number: int, row: Mapping[str, Any]) -> ReferenceRow:
    values = {}
    for name, value in row.items():
        if value is not None and not isinstance(value, str | int):
            raise ReferenceListError(f"Row {number}: “{name}” must be text.")
        values[name] = "" if value is None else " ".join(str(value).split())
        if "\0" in values[name]:
            raise ReferenceListError(f"Row {number}: “{name}” holds a null character.")
    code = values.get("code", "")
    if not code:
        raise ReferenceListError(f"Row {number}: the code is missing.")
    if len(code) > _LONGEST:
        raise ReferenceListError(
            f"Row {number}: the code is longer than {_LONGEST} characters."
        )
    return ReferenceRow(
        code,
        values.get("name", "")[:255],
        values.get("number", "")[:_LONGEST],
        values.get("kind", "").lower(),
    )


def _plain(name: Any) -> str:
    return " ".join(str(name).replace("_", " ").lower().split())
