# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A transaction set or message to a dict of readable names.

The inverse is :func:`.document_writer.build`, which is offered here as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .definition import OTHER, OTHER_ELEMENTS, Definition, Field, Node
from .document_writer import build
from .element_values import ValueFault, from_wire, has_explicit_point
from .errors import Fault

__all__ = ["Element", "Place", "Segment", "build", "parse"]

# An element is a text, or the texts of its components.
Element = str | list[str]
Segment = Sequence[Element]
ENVELOPE = frozenset(("ST", "SE", "UNH", "UNT"))


class Place(NamedTuple):
    """Where the segments stand in their interchange, for the faults."""

    start: int = 0
    group: int | None = None
    transaction: int | None = None


def parse(
    definition: Definition,
    segments: Sequence[Segment],
    *,
    component: str = ":",
    decimal_mark: str = ".",
    place: Place = Place(),  # noqa: B008 (a tuple)
) -> tuple[dict[str, Any], list[Fault]]:
    """The dict of a document, and what is wrong with it. Never raises.

    ``segments`` may begin and end with the envelope (ST and SE, UNH and UNT), which is
    passed over. Composite elements are lists, or texts with ``component`` between.
    Faults: ``missing_segment``, ``missing_element``, ``bad_number``, ``bad_date``,
    ``bad_time`` (errors); ``segment_order``, ``unexpected_segment`` and
    ``explicit_point`` in a number whose point is implied (warnings). A value that does
    not fit its type stays as it was sent. What is unexpected is kept: ``other`` lists
    segments as ``{"position": from 1, "segment": name, "elements": [...]}``.
    """
    reader = _Reader(definition, component, decimal_mark, place)
    for position, segment in enumerate(segments):
        if segment and segment[0] not in ENVELOPE:
            reader.take(segment, position)
    return reader.finish(), reader.faults


@dataclass(slots=True)
class _Open:
    """A loop that is being filled; ``at`` is the last of its children that came."""

    node: Node
    item: dict[str, Any]
    position: int
    used: set[int]
    at: int = 0


class _Reader:
    def __init__(
        self, definition: Definition, component: str, decimal_mark: str, place: Place
    ) -> None:
        self.component = component
        self.decimal_mark = decimal_mark
        self.place = place
        self.faults: list[Fault] = []
        self.result: dict[str, Any] = {}
        self.stack = [_Open(definition.root, self.result, 0, set())]

    def take(self, segment: Segment, position: int) -> None:
        depth, child = self._find(segment, forward=True)
        if child < 0:
            depth, child = self._find(segment, forward=False)
            if child < 0:
                self._keep(segment, position)
                return
            message = f"The segment {segment[0]} comes later than the standard says."
            self._fault("segment_order", position, segment[0], message, "warning")
        while len(self.stack) > depth + 1:
            self._close(self.stack.pop())
        self._accept(self.stack[-1], child, segment, position)

    def finish(self) -> dict[str, Any]:
        while self.stack:
            self._close(self.stack.pop())
        return self.result

    def _find(self, segment: Segment, forward: bool) -> tuple[int, int]:
        """(depth of the loop, place in it) that takes a segment; innermost first."""
        for depth in range(len(self.stack) - 1, -1, -1):
            opened = self.stack[depth]
            for number in opened.node.places.get(str(segment[0]), ()):
                if forward and number < opened.at:
                    continue
                child = opened.node.children[number]
                if number in opened.used and not child.many:
                    continue
                if not child.when or self._meets(child, segment):
                    return depth, number
        return -1, -1

    def _meets(self, node: Node, segment: Segment) -> bool:
        return all(
            self._at(segment, place, component) in codes
            for place, component, codes in node.when
        )

    def _accept(
        self, opened: _Open, number: int, segment: Segment, position: int
    ) -> None:
        child = opened.node.children[number]
        opened.used.add(number)
        opened.at = max(opened.at, number)
        if child.is_loop:
            item: dict[str, Any] = {}
            _put(opened.item, child, item)
            inner = _Open(child, item, position, set())
            self.stack.append(inner)
            self._accept(inner, 0, segment, position)
            return
        values = self._values(child, segment, position)
        if not child.inline:
            _put(opened.item, child, values)
            return
        others = values.pop(OTHER_ELEMENTS, None)
        opened.item.update(values)
        if others:
            opened.item.setdefault(OTHER_ELEMENTS, {}).update(others)

    def _close(self, opened: _Open) -> None:
        for number, child in enumerate(opened.node.children):
            if child.required and number not in opened.used:
                message = f"The segment {child.segment} is missing."
                self._fault("missing_segment", opened.position, child.segment, message)

    def _keep(self, segment: Segment, position: int) -> None:
        name = _name(segment)
        message = f"The segment {name} has no place here; it is kept as it is."
        self._fault("unexpected_segment", position, name, message, "warning")
        self.result.setdefault(OTHER, []).append(
            {
                "position": position + 1,
                "segment": segment[0],
                "elements": list(segment[1:]),
            }
        )

    # ------------------------------------------------------------- elements
    def _values(self, node: Node, segment: Segment, position: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        known: set[tuple[int, int]] = set()
        for item in node.fields:
            known.add((item.place, item.component))
            text = self._at(segment, item.place, item.component)
            if text:
                values[item.key] = self._value(item, text, segment, position)
            elif item.required:
                message = f"{_label(segment, item)} ({item.key}) is missing."
                self._fault(
                    "missing_element", position, _name(segment), message, item=item
                )
        if node.pairs:
            found = list(self._pairs(node, segment))
            if found:
                values[node.pairs.key] = found
            for number in range(node.pairs.first, node.pairs.last + 1):
                known.add((number, 0))
        others = dict(self._others(node, segment, known))
        if others:
            values[OTHER_ELEMENTS] = others
        return values

    def _value(self, item: Field, text: str, segment: Segment, position: int) -> str:
        try:
            value = from_wire(item, text, self.decimal_mark)
            if has_explicit_point(item, text):
                message = f"{_label(segment, item)} ({item.key}) has a decimal point."
                level = "warning"
                self._fault(
                    "explicit_point",
                    position,
                    _name(segment),
                    message,
                    level,
                    item=item,
                )
            return value
        except ValueFault as problem:
            message = f"{_label(segment, item)} ({item.key}): {problem}"
            self._fault(
                problem.code, position, _name(segment), message, item=item, value=text
            )
            return text

    def _pairs(self, node: Node, segment: Segment) -> Iterator[dict[str, str]]:
        pairs = node.pairs
        last = min(pairs.last, len(segment) - 1)
        for number in range(pairs.first, last + 1, 2):
            kind = self._at(segment, number, 0)
            value = self._at(segment, number + 1, 0) if number < pairs.last else ""
            if kind and pairs.table:
                kind = pairs.table.names.get(kind, kind)
            pair = {"kind": kind, "value": value}
            if pair := {key: text for key, text in pair.items() if text}:
                yield pair

    def _others(
        self, node: Node, segment: Segment, known: set[tuple[int, int]]
    ) -> Iterator[tuple[str, Element]]:
        """What the definition gives no name, as (N105 or N105.2, value)."""
        for number in range(1, len(segment)):
            parts = self._parts(segment, number, number in node.composites)
            if (number, 0) in known or number in node.composites:
                first = 0 if number in node.composites else 1
                for place, part in enumerate(parts[first:], first + 1):
                    if part.strip() and (number, place) not in known:
                        yield f"{segment[0]}{number:02d}.{place}", part.strip()
            elif len(parts) > 1:
                yield f"{segment[0]}{number:02d}", parts
            elif parts[0].strip():
                yield f"{segment[0]}{number:02d}", parts[0].strip()

    def _parts(self, segment: Segment, number: int, composite: bool) -> list[str]:
        value = segment[number]
        if isinstance(value, str):
            if composite and self.component:
                return value.split(self.component)
            return [value]
        return list(value) or [""]

    def _at(self, segment: Segment, number: int, component: int) -> str:
        if number >= len(segment):
            return ""
        parts = self._parts(segment, number, component > 0)
        place = max(component, 1) - 1
        return parts[place].strip() if place < len(parts) else ""

    def _fault(
        self,
        code: str,
        position: int,
        segment: Element,
        message: str,
        level: str = "error",
        *,
        item: Field | None = None,
        value: str = "",
    ) -> None:
        self.faults.append(
            Fault(
                code,
                level,
                self.place.start + position,
                str(segment),
                item.place if item else None,
                value,
                message,
                self.place.group,
                self.place.transaction,
            )
        )


def _put(item: dict[str, Any], node: Node, value: dict[str, Any]) -> None:
    if node.many:
        item.setdefault(node.key, []).append(value)
    else:
        item[node.key] = value


def _name(segment: Segment) -> str:
    return str(segment[0])[:3]


def _label(segment: Segment, item: Field) -> str:
    label = f"{_name(segment)}{item.place:02d}"
    return f"{label}.{item.component}" if item.component else label
