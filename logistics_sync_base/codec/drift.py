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
    walk = _Walk(schema)
    walk.visit([schema], document, "", 0)
    return Drift(tuple(walk.unknown), tuple(walk.missing))


class _Walk:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self.definitions = root.get("$defs", {})
        # Dictionaries keep the order of discovery and each path once.
        self.unknown: dict[str, None] = {}
        self.missing: dict[str, None] = {}

    def visit(self, schemas: Iterable[Any], value: Any, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        applicable = list(self._flatten(schemas))
        if isinstance(value, Mapping):
            self._visit_object(applicable, value, path, depth)
        elif isinstance(value, list):
            parts = [part["items"] for part in applicable if "items" in part]
            for entry in value[:MAX_LIST_ENTRIES] if parts else ():
                self.visit(parts, entry, f"{path}[]", depth + 1)

    def _visit_object(
        self,
        schemas: list[Mapping[str, Any]],
        value: Mapping[str, Any],
        path: str,
        depth: int,
    ) -> None:
        described = [part for part in schemas if "properties" in part]
        for schema in schemas:
            for name in schema.get("required", ()):
                if name not in value and len(self.missing) < MAX_PATHS:
                    self.missing[_join(path, name)] = None
        if not described:
            return
        for name, child in value.items():
            known = [
                part["properties"][name]
                for part in described
                if name in part["properties"]
            ]
            if known:
                self.visit(known, child, _join(path, str(name)), depth + 1)
            elif len(self.unknown) < MAX_PATHS:
                self.unknown[_join(path, str(name))] = None

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
            if name in self.definitions and name not in seen:
                yield from self._flatten([self.definitions[name]], seen | {name})


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
