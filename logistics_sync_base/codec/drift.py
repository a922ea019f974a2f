# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Notice that a partner's payload has changed its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_PATHS = 50
MAX_LIST_ENTRIES = 50
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Drift:
    """Fields that are new or gone; paths read ``events[].status``."""

    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """True when the payload has the shape the schema tells."""
        return not self.unknown and not self.missing

    def sentence(self) -> str:
        """One sentence for the owner of the connector; empty without drift."""
        parts = []
        if self.missing:
            parts.append("missing: " + ", ".join(self.missing))
        if self.unknown:
            parts.append("new: " + ", ".join(self.unknown))
        return f"The payload has changed ({'; '.join(parts)})." if parts else ""


def drift(schema: Mapping[str, Any], document: Any) -> Drift:
    """Compare the fields of a document with those a schema names.

    A field is missing when the schema requires it, unknown when no ``properties``
    on its way names it. At most fifty paths of each kind are told.
    """
    return Shape(schema).compare(document)


class Shape:
    """The fields a schema names, drawn up once for any number of documents."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        # Kept: places are known by the identity of what is in it.
        self._schema = schema
        self._definitions = schema.get("$defs", {})
        # A place is known by the schemas that describe it, not by its path: a schema
        # that points to itself has endless paths, but few places.
        self._places: dict[tuple[int, ...], _Place] = {}
        self._root = self.place([schema])

    def compare(self, document: Any) -> Drift:
        """What is new and what is gone in the document; see :func:`drift`."""
        walk = _Walk()
        walk.visit(self._root, document, "", 0)
        return Drift(tuple(walk.unknown), tuple(walk.missing))

    def place(self, schemas: list[Any]) -> _Place:
        """The place that all these schemas describe."""
        key = tuple(map(id, schemas))
        if key not in self._places:
            self._places[key] = _Place(self, list(self._flatten(schemas)))
        return self._places[key]

    def _flatten(
        self, schemas: Iterable[Any], seen: frozenset[str] = frozenset()
    ) -> Iterable[Mapping[str, Any]]:
        for schema in schemas:
            if not isinstance(schema, Mapping):
                continue
            yield schema
            for keyword in ("allOf", "anyOf", "oneOf"):
                yield from self._flatten(schema.get(keyword, ()), seen)
            name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
            if name in self._definitions and name not in seen:
                yield from self._flatten([self._definitions[name]], seen | {name})


class _Place:
    """What may and must stand at one place of a document."""

    def __init__(self, shape: Shape, schemas: list[Mapping[str, Any]]) -> None:
        self._shape = shape
        self._properties: dict[str, list[Any]] = {}
        described = [part["properties"] for part in schemas if "properties" in part]
        for properties in described:
            for name, schema in properties.items():
                self._properties.setdefault(name, []).append(schema)
        self.is_described = bool(described)
        self.required = tuple(
            dict.fromkeys(name for part in schemas for name in part.get("required", ()))
        )
        self._entries = [part["items"] for part in schemas if "items" in part]
        self.names = self._properties.keys()
        self._children: dict[str, _Place] = {}

    def child(self, name: str) -> _Place:
        """The place of a field; one of ``names``."""
        known = self._children.get(name)
        if known is None:
            known = self._children[name] = self._shape.place(self._properties[name])
        return known

    def entry(self) -> _Place | None:
        """The place of each entry of a list; None when nothing is said about it."""
        return self._shape.place(self._entries) if self._entries else None


class _Walk:
    def __init__(self) -> None:
        # Dictionaries keep the order of discovery and each path once.
        self.unknown: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def visit(self, place: _Place, value: Any, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        if isinstance(value, dict):
            self._visit_object(place, value, path, depth)
        elif isinstance(value, list) and (entry := place.entry()):
            for child in value[:MAX_LIST_ENTRIES]:
                self.visit(entry, child, f"{path}[]", depth + 1)

    def _visit_object(
        self, place: _Place, value: dict[str, Any], path: str, depth: int
    ) -> None:
        for name in place.required:
            if name not in value and len(self.missing) < MAX_PATHS:
                self.missing[_join(path, name)] = None
        if not place.is_described:
            return
        names = place.names
        for name, child in value.items():
            if name not in names:
                if len(self.unknown) < MAX_PATHS:
                    self.unknown[_join(path, str(name))] = None
            elif isinstance(child, (dict, list)):
                self.visit(place.child(name), child, _join(path, name), depth + 1)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
