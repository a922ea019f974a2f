# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Objects out of fields: ``{"references.order": "S1"}`` becomes nested JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .assemble import NO_TIME
from .targets import Node


def nest(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A nested object of fields keyed by their path; the later of two at odds wins."""
    result: dict[str, Any] = {}
    for path, value in fields.items():
        *parents, name = path.split(".")
        place = result
        for parent in parents:
            inner = place.get(parent)
            if not isinstance(inner, dict):
                inner = place[parent] = {}
            place = inner
        place[name] = value
    return result


def complete(node: Node, value: Mapping[str, Any] | None) -> dict[str, Any]:
    """An object with every field its schema requires.

    What nothing tells is null where the schema allows it, an empty list, or a time of
    precision none; a single value that may not be null stays out, to be missed by the
    schema's check. Nothing is invented.
    """
    known = value or {}
    result: dict[str, Any] = {}
    for name, child in node.children.items():
        found = known.get(name)
        if found is not None:
            result[name] = _completed(child, found)
        elif child.required:
            blank = _blank(child)
            if blank is not None or child.nullable:
                result[name] = blank
    return result


def _completed(node: Node, value: Any) -> Any:
    if node.kind == "object" and isinstance(value, dict):
        return complete(node, value)
    if node.kind == "list" and node.entry is not None and isinstance(value, list):
        return [complete(node.entry, entry) for entry in value]
    return value


def _blank(node: Node) -> Any:
    if node.kind in ("list", "texts"):
        return [] if not node.nullable else None
    if node.nullable:
        return None
    if node.kind == "object":
        return complete(node, None)
    if node.kind == "moment":
        return dict(NO_TIME)
    if node.kind == "choice" and len(node.choices) == 1:
        return node.choices[0]
    return None
