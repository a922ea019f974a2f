# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The fields a rule can fill, derived from the JSON Schema of a canonical object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .schema import canonical_schema

_MOMENT = {"utc", "offset_minutes", "precision", "offset_source"}
_DOCUMENT = {"name", "mimetype", "data"}
_SIMPLE = {"integer": "integer", "boolean": "boolean", "number": "float"}


@dataclass(frozen=True, slots=True)
class Node:
    """One place of a canonical object.

    ``kind`` is object, list, moment, document, free (any object), texts (list of
    texts), or a single value: text, number (decimal text), date, choice, integer,
    boolean, float.
    """

    kind: str
    nullable: bool = False
    required: bool = False
    description: str = ""
    choices: tuple[Any, ...] = ()
    children: Mapping[str, Node] = field(default_factory=dict)
    entry: Node | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A field as it is offered to a person: ``lines[].sku``, text, "article number"."""

    path: str
    kind: str
    required: bool
    description: str
    choices: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def tree(schema_name: str) -> Node:
    """The shape of a canonical object; KeyError for a schema that is not here."""
    schema = canonical_schema(schema_name)
    return _node(schema, schema.get("$defs", {}), True)


@lru_cache(maxsize=64)
def targets(schema_name: str) -> dict[str, Target]:
    """{path: target} of all fields that a rule may fill, in the schema's order."""
    found = {target.path: target for target in _flatten(tree(schema_name), "")}
    found.pop("schema", None)
    return found


def _node(schema: Any, definitions: Mapping[str, Any], required: bool) -> Node:
    described, nullable = schema.get("description", ""), False
    while True:
        if "$ref" in schema:
            schema = definitions.get(schema["$ref"].removeprefix("#/$defs/"), {})
        elif "anyOf" in schema or "oneOf" in schema:
            branches = schema.get("anyOf") or schema["oneOf"]
            solid = [part for part in branches if part.get("type") != "null"]
            nullable = nullable or len(solid) < len(branches)
            schema = solid[0] if solid else {}
        else:
            break
        described = described or schema.get("description", "")
    names = schema.get("type")
    names = [names] if isinstance(names, str) else list(names or ())
    nullable = nullable or "null" in names
    choices = _choices(schema)
    nullable = nullable or None in choices
    shape: dict[str, Any] = {"kind": _kind(schema, names, choices)}
    if shape["kind"] == "object":
        wanted = schema.get("required", ())
        shape["children"] = {
            name: _node(part, definitions, name in wanted)
            for name, part in schema["properties"].items()
        }
        properties = set(shape["children"])
        if properties == _MOMENT:
            shape["kind"] = "moment"
        elif properties == _DOCUMENT:
            shape["kind"] = "document"
    elif shape["kind"] == "list":
        entry = _node(schema.get("items", {}), definitions, True)
        shape["entry"] = entry
        if entry.kind != "object":
            shape["kind"] = "documents" if entry.kind == "document" else "texts"
    return Node(
        nullable=nullable,
        required=required,
        description=described,
        choices=tuple(choice for choice in choices if choice is not None),
        **shape,
    )


def _choices(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    if "const" in schema:
        return (schema["const"],)
    return tuple(schema.get("enum", ()))


def _kind(schema: Mapping[str, Any], names: list[str], choices: tuple[Any, ...]) -> str:
    if "properties" in schema:
        return "object"
    if "array" in names:
        return "list"
    if "object" in names:
        return "free"
    if choices:
        return "choice"
    simple = next((_SIMPLE[name] for name in names if name in _SIMPLE), None)
    if simple:
        return simple
    return _text_kind(schema)


def _text_kind(schema: Mapping[str, Any]) -> str:
    pattern = schema.get("pattern")
    if schema.get("format") == "date":
        return "date"
    if not pattern or re.search(pattern, "abc") or re.search(pattern, "ABC"):
        return "text"
    if re.search(pattern, "2026-11-20"):
        return "date"
    return "number" if re.search(pattern, "12.5") else "text"


def _flatten(node: Node, path: str) -> Iterator[Target]:
    for name, child in node.children.items():
        place = f"{path}{name}"
        if child.kind == "object":
            yield from _flatten(child, f"{place}.")
            continue
        yield Target(
            place,
            child.kind,
            child.required and not child.nullable,
            child.description,
            tuple(str(choice) for choice in child.choices),
        )
        if child.kind == "list" and child.entry is not None:
            yield from _flatten(child.entry, f"{place}[].")
