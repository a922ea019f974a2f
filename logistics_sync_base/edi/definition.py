# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a transaction set or message consists of, as data.

A definition is a JSON file of ``definitions/``; :func:`load` compiles it by its file
name. It is the same for X12 and EDIFACT::

    {"code": "990", "name": "Response to a load tender",
     "common": ["x12_common"],
     "segments": [
       {"segment": "B1", "key": "heading", "required": true,
        "elements": {"1": "carrier", "2": "shipment!", "3": "date:date",
                     "4": "action:@reservation_action"}},
       {"use": "N9", "key": "references", "many": true},
       {"loop": "stops", "segments": [
         {"segment": "S5", "inline": true, "elements": {"1": "number!"}},
         {"use": "N1_LOOP"}]}]}

* A **segment** puts a dict of its values under ``key``, or a list of dicts with
  ``"many": true``. ``"inline": true`` puts the values into the dict around it.
* A **loop** puts a list of dicts under its name, one for each time its first segment
  (the trigger) comes; ``"once": true`` makes it one dict. ``segments`` are its content,
  in the order of the standard, and may be loops again.
* ``"required": true``: reading names its absence, writing refuses it.
* ``"when": {"1": ["ST"]}`` takes a segment only when that element (``"1.2"``: that
  component) has one of these codes, so that equal segments get keys of their own. The
  first child that takes a segment gets it.
* **elements** gives each element a name, by its place: ``"3"``, or ``"3.2"`` for the
  second component of a composite. The name may be followed by ``!`` (required) and
  ``:`` with a type:

  ======== ============================= ==============================
  type     on the wire                   here (always a text)
  ======== ============================= ==============================
  (none)   text                          text without outer blanks
  decimal  ``12.5``                      ``12.5``
  n0 .. n6 ``1250`` (n2, implied point)  ``12.50``
  date     ``20261120`` or ``261120``    ``2026-11-20``
  time     ``1705``, ``170530``          ``17:05``, ``17:05:30``
  @table   ``BM``                        ``bill_of_lading`` (``tables``)
  ======== ============================= ==============================

* **pairs** reads qualifier and value pairs: ``{"key": "ids", "from": 6, "to": 25,
  "table": "product_id"}`` becomes a list of ``{"kind": ..., "value": ...}``.
* **tables** name codes, ``{"reference": {"BM": "bill_of_lading"}}``; a code that is
  not in its table stays as it is. ``common`` names files whose ``tables`` and ``parts``
  this one may use: ``{"use": part, ...}`` is that part with the given keys replaced.

Elements without a name are kept in ``other_elements`` as ``{"N105": "X"}``, segments
without a place in ``other`` of the whole document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .definition_nodes import (
    CodeTable,
    Definition,
    DefinitionError,
    Field,
    Node,
    Pairs,
)

__all__ = [
    "OTHER",
    "OTHER_ELEMENTS",
    "CodeTable",
    "Definition",
    "DefinitionError",
    "Field",
    "Node",
    "Pairs",
    "compile_definition",
    "is_defined",
    "load",
    "names",
]

_FOLDER = Path(__file__).resolve().parent / "definitions"
_FIELD = re.compile(r"([a-z][a-z0-9_]*)(!?)(?::(.+))?")
_TYPES = frozenset(("text", "decimal", "date", "time", *(f"n{n}" for n in range(7))))
# Keys the reader itself sets.
OTHER = "other"
OTHER_ELEMENTS = "other_elements"


@lru_cache(maxsize=64)
def load(name: str) -> Definition:
    """The definition of a file in ``definitions/``, as in ``x12_850``."""
    return compile_definition(_read(name))


def is_defined(name: str) -> bool:
    """Whether there is a definition of this name, which may be any text."""
    return name in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(path.stem for path in _FOLDER.glob("*.json"))


def names(prefix: str) -> list[str]:
    """The names of all definitions that begin like this, as in ``x12_``."""
    found = sorted(path.stem for path in _FOLDER.glob(f"{prefix}*.json"))
    return [name for name in found if not name.endswith("_common")]


@lru_cache(maxsize=1)
def code_names() -> frozenset[str]:
    """Every name a table gives to a code, as in ``bill_of_lading``."""
    return frozenset(
        name
        for known in _known()
        for table in _read(known).get("tables", {}).values()
        for name in table.values()
    )


def compile_definition(source: Mapping[str, Any]) -> Definition:
    """The definition of a dict; raises DefinitionError naming what is wrong."""
    tables, parts = {}, {}
    for common in source.get("common", ()):
        content = _read(common)
        tables |= content.get("tables", {})
        parts |= content.get("parts", {})
    tables |= source.get("tables", {})
    parts |= source.get("parts", {})
    compiler = _Compiler(
        {name: CodeTable.of(names) for name, names in tables.items()}, parts
    )
    children = tuple(compiler.node(child) for child in source["segments"])
    root = Node("", "", children=children)
    compiler.finish(root)
    return Definition(
        source["code"], source["name"], source.get("functional_id", ""), root
    )


def _path(name: str) -> Path:
    return _FOLDER / f"{name}.json"


def _read(name: str) -> dict[str, Any]:
    return json.loads(_path(name).read_text(encoding="utf-8"))


class _Compiler:
    def __init__(
        self, tables: Mapping[str, CodeTable], parts: Mapping[str, dict]
    ) -> None:
        self.tables = tables
        self.parts = parts

    def node(self, source: Mapping[str, Any]) -> Node:
        source = self._resolve(source)
        if "loop" in source:
            return self._loop(source)
        name = source["segment"]
        fields = tuple(
            self._field(name, place, text)
            for place, text in source.get("elements", {}).items()
        )
        inline = source.get("inline", False)
        key = source.get("key", "")
        if not inline and not key:
            raise DefinitionError(f"The segment {name} has no key.")
        pairs = source.get("pairs")
        return Node(
            name,
            key,
            many=source.get("many", False),
            inline=inline,
            required=source.get("required", False),
            when=_conditions(source.get("when", {})),
            fields=fields,
            pairs=pairs
            and Pairs(
                pairs["key"],
                pairs["from"],
                pairs["to"],
                self._table(pairs.get("table")),
            ),
            composites=frozenset(item.place for item in fields if item.component),
        )

    def finish(self, loop: Node) -> None:
        """Index the content of a loop and check that its keys do not meet."""
        places: dict[str, list[int]] = {}
        keys: set[str] = {OTHER, OTHER_ELEMENTS}
        for place, child in enumerate(loop.children):
            places.setdefault(child.segment, []).append(place)
            for key in _keys(child):
                if key in keys:
                    raise DefinitionError(
                        f"{child.segment}: the key {key} is used twice in one dict."
                    )
                keys.add(key)
        loop.places = {name: tuple(found) for name, found in places.items()}

    def _resolve(self, source: Mapping[str, Any]) -> Mapping[str, Any]:
        while "use" in source:
            name = source["use"]
            if name not in self.parts:
                raise DefinitionError(f"There is no part {name}.")
            own = {key: value for key, value in source.items() if key != "use"}
            source = {**self.parts[name], **own}
        return source

    def _loop(self, source: Mapping[str, Any]) -> Node:
        children = tuple(self.node(child) for child in source["segments"])
        trigger = children[0]
        if trigger.is_loop or trigger.many:
            raise DefinitionError(
                f"The loop {source['loop']} begins with no single segment."
            )
        loop = Node(
            trigger.segment,
            source["loop"],
            many=not source.get("once", False),
            required=source.get("required", False),
            when=trigger.when,
            children=children,
            composites=trigger.composites,
        )
        self.finish(loop)
        return loop

    def _field(self, segment: str, place: str, text: str) -> Field:
        found = _FIELD.fullmatch(text)
        if not found:
            raise DefinitionError(f"{segment} {place}: {text!r} is no element.")
        key, mark, kind = found.groups()
        number, __, component = place.partition(".")
        table = None
        if kind and kind.startswith("@"):
            table, kind = self._table(kind[1:]), "text"
        if kind and kind not in _TYPES:
            raise DefinitionError(f"{segment} {place}: there is no type {kind}.")
        return Field(
            key, int(number), int(component or 0), bool(mark), kind or "text", table
        )

    def _table(self, name: str | None) -> CodeTable | None:
        if name is None:
            return None
        if name not in self.tables:
            raise DefinitionError(f"There is no table {name}.")
        return self.tables[name]


def _conditions(
    source: Mapping[str, list[str]],
) -> tuple[tuple[int, int, frozenset[str]], ...]:
    conditions = []
    for place, codes in source.items():
        number, __, component = place.partition(".")
        conditions.append((int(number), int(component or 0), frozenset(codes)))
    return tuple(conditions)


def _keys(node: Node) -> list[str]:
    """The keys a node uses in the dict around it."""
    if node.is_loop or not node.inline:
        return [node.key]
    keys = [item.key for item in node.fields]
    return [*keys, node.pairs.key] if node.pairs else keys
