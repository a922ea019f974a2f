# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A dict of readable names to the segments of a transaction set or message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .definition import OTHER, OTHER_ELEMENTS, Definition, Field, Node
from .element_values import ValueFault, to_wire
from .errors import DocumentError

# Set by the readers at the top of a document; they are no part of its content.
NOT_WRITTEN = frozenset((OTHER, "envelope"))
_OTHER_ELEMENT = re.compile(r"(.+?)(\d\d)(?:\.(\d{1,2}))?", re.ASCII)


def build(
    definition: Definition, document: Mapping[str, Any], *, decimal_mark: str = "."
) -> list[list[str | list[str]]]:
    """The segments of a document, without its envelope (ST and SE, UNH and UNT).

    Composite elements are lists of texts, for the writer to join. Reading the segments
    gives the same document again, but for ``other`` and ``envelope``, which are not
    written. Raises DocumentError that names the field when a value does not fit, a
    required one is missing, or the definition knows no such field.
    """
    writer = _Writer(decimal_mark)
    content = {key: value for key, value in document.items() if key not in NOT_WRITTEN}
    writer.loop(definition.root, content, "")
    return writer.segments


class _Writer:
    def __init__(self, decimal_mark: str) -> None:
        self.decimal_mark = decimal_mark
        self.segments: list[list[str | list[str]]] = []

    def loop(self, loop: Node, item: Any, path: str) -> None:
        if not isinstance(item, Mapping):
            raise _refuse("bad_value", path or "document", "An object is expected.")
        left = set(item)
        others = _other_elements(item, path)
        for number, child in enumerate(loop.children):
            is_trigger = number == 0 and bool(loop.segment)
            if child.inline and not child.is_loop:
                left -= self.inline(child, item, others, path, is_trigger)
                continue
            left.discard(child.key)
            self.child(child, item.get(child.key), _join(path, child.key), is_trigger)
        left.discard(OTHER_ELEMENTS)
        if left or others:
            name = _join(path, str(min(left | set(others), key=str)))
            raise _refuse("unknown_field", name, "The document has no such field.")

    def inline(
        self,
        node: Node,
        item: Mapping[str, Any],
        others: dict[str, dict],
        path: str,
        always: bool,
    ) -> set[str]:
        """Write a segment whose values stand in the dict around it; its keys."""
        keys = {one.key for one in node.fields}
        if node.pairs:
            keys.add(node.pairs.key)
        own = {key: item[key] for key in keys if key in item}
        more = others.pop(node.segment, {})
        if own or more or always:
            self.segment(node, own, more, path)
        elif node.required:
            raise _missing(node, path)
        return keys

    def child(self, node: Node, value: Any, path: str, always: bool) -> None:
        """Write a segment or loop that has a key of its own."""
        if value is None or (node.many and value in ([], ())):
            if node.required:
                raise _missing(node, path)
            if not always:
                return
            value = {}
        if node.many:
            if not isinstance(value, list | tuple):
                raise _refuse("bad_value", path, "A list is expected.")
            rows = [(row, f"{path}[{number}]") for number, row in enumerate(value)]
        else:
            rows = [(value, path)]
        for row, place in rows:
            if node.is_loop:
                self.loop(node, row, place)
                continue
            if not isinstance(row, Mapping):
                raise _refuse("bad_value", place, "An object is expected.")
            others = _other_elements(row, place)
            own = {key: part for key, part in row.items() if key != OTHER_ELEMENTS}
            more = others.pop(node.segment, {})
            if others:
                name = _join(place, f"{OTHER_ELEMENTS}.{min(others)}")
                raise _refuse("unknown_field", name, "It belongs to another segment.")
            self.segment(node, own, more, place)

    def segment(
        self,
        node: Node,
        values: Mapping[str, Any],
        more: Mapping[tuple[int, int], Any],
        path: str,
    ) -> None:
        left = dict(values)
        cells: dict[int, dict[int, str]] = {}
        for item in node.fields:
            text = self._text(item, left.pop(item.key, None), node, path)
            if text:
                cells.setdefault(item.place, {})[item.component] = text
        if node.pairs:
            self._pairs(node, left.pop(node.pairs.key, None), cells, path)
        if left:
            name = _join(path, str(min(left, key=str)))
            raise _refuse("unknown_field", name, "The document has no such field.")
        for (place, component), text in more.items():
            cells.setdefault(place, {})[component] = text
        segment: list[str | list[str]] = [node.segment]
        for place in range(1, max(cells, default=0) + 1):
            segment.append(_element(cells.get(place, {}), place in node.composites))
        self.segments.append(segment)

    def _text(self, item: Field, value: Any, node: Node, path: str) -> str:
        name = _join(path, item.key)
        if value is None:
            if item.required:
                text = f"{node.segment}{item.place:02d} is required."
                raise _refuse("missing_element", name, text)
            return ""
        try:
            return to_wire(item, value, self.decimal_mark)
        except ValueFault as problem:
            raise _refuse(problem.code, name, str(problem)) from problem

    def _pairs(
        self, node: Node, value: Any, cells: dict[int, dict[int, str]], path: str
    ) -> None:
        if value is None:
            return
        pairs = node.pairs
        name = _join(path, pairs.key)
        room = (pairs.last - pairs.first + 1) // 2
        if not isinstance(value, list | tuple) or not 0 < len(value) <= room:
            text = f"A list of 1 to {room} pairs of kind and value is expected."
            raise _refuse("bad_value", name, text)
        for number, pair in enumerate(value):
            place = pairs.first + 2 * number
            if not isinstance(pair, Mapping) or not pair or set(pair) - _PAIR:
                raise _refuse("bad_value", f"{name}[{number}]", "No kind and value.")
            kind = Field("kind", place, table=pairs.table)
            for item in (kind, Field("value", place + 1)):
                text = self._text(item, pair.get(item.key), node, f"{name}[{number}]")
                if text:
                    cells.setdefault(item.place, {})[0] = text


_PAIR = frozenset(("kind", "value"))


def _other_elements(
    item: Mapping[str, Any], path: str
) -> dict[str, dict[tuple[int, int], Any]]:
    """{segment: {(place, component): value}} of the elements without names."""
    result: dict[str, dict[tuple[int, int], Any]] = {}
    source = item.get(OTHER_ELEMENTS)
    if source is None:
        return result
    name = _join(path, OTHER_ELEMENTS)
    if not isinstance(source, Mapping):
        raise _refuse("bad_value", name, "An object is expected.")
    for label, value in source.items():
        found = _OTHER_ELEMENT.fullmatch(str(label))
        parts = value if isinstance(value, list) else [value]
        if not found or not all(isinstance(part, str) for part in parts):
            raise _refuse("unknown_field", f"{name}.{label}", "No element of text.")
        segment, place, component = found.groups()
        cell = (int(place), int(component or 0))
        result.setdefault(segment, {})[cell] = value
    return result


def _element(cell: dict[int, Any], composite: bool) -> str | list[str]:
    """One element of its components; component 0 is all of it."""
    if set(cell) <= {0} and not composite:
        return cell.get(0, "")
    if not cell:
        return ""
    parts = [""] * max(cell)
    for component, text in cell.items():
        parts[max(component, 1) - 1] = text
    return parts


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _missing(node: Node, path: str) -> DocumentError:
    text = f"The segment {node.segment} is required."
    return _refuse("missing_segment", path or "document", text)


def _refuse(code: str, path: str, reason: str) -> DocumentError:
    return DocumentError(
        code,
        f"{path}: {reason}",
        "Correct the field, or the mapping that makes the document.",
    )
