# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The names of a definition as an example-like object, for whoever writes a mapping."""

from __future__ import annotations

from typing import Any

from .definition_nodes import Definition, Field, Node, Pairs

# More codes than these are no help in one line.
_SHOWN_CODES = 6


def outline(definition: Definition) -> dict[str, Any]:
    """Nested names; each value tells its kind, the codes it knows, and "required"."""
    return _item(definition.root)


def _item(loop: Node) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for child in loop.children:
        content = _item(child) if child.is_loop else _segment(child)
        if child.inline and not child.is_loop:
            result |= content
        else:
            result[child.key] = [content] if child.many else content
    return result


def _segment(node: Node) -> dict[str, Any]:
    result: dict[str, Any] = {item.key: _describe(item) for item in node.fields}
    if node.pairs:
        result[node.pairs.key] = [{"kind": _codes(node.pairs), "value": "text"}]
    return result


def _describe(item: Field) -> str:
    kind = item.type
    if item.table is not None:
        kind = _codes(item)
    elif kind[0] == "n" and kind[1:].isdigit():
        kind = "decimal"
    return f"{kind} (required)" if item.required else kind


def _codes(holder: Field | Pairs) -> str:
    if holder.table is None:
        return "text"
    names = list(holder.table.codes)
    shown = " | ".join(names[:_SHOWN_CODES])
    return f"{shown} | ..." if len(names) > _SHOWN_CODES else shown
