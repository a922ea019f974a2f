# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Quick acceptance of valid documents.

A schema is compiled to nested functions that answer True for a document that is
surely valid. False means only "not sure": the full validator then decides and finds
the words. A keyword that is not understood makes the compiler give up, so that the
quick way can cost time but never lets an invalid document pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Accept = Callable[[Any], bool]

_ANNOTATIONS = {
    "$schema",
    "$id",
    "$defs",
    "title",
    "description",
    "examples",
    "default",
    "deprecated",
    "contentEncoding",
    "contentMediaType",
    "format",
}
_OBJECT_KEYWORDS = ("properties", "required", "additionalProperties")
_TYPES: dict[str, set[type]] = {
    "object": {dict},
    "array": {list},
    "string": {str},
    "null": {type(None)},
    "boolean": {bool},
    "integer": {int},
}


class NotCompilable(ValueError):
    """The schema uses a keyword that only the full validator knows."""


def compile_fast(schema: Any) -> Accept | None:
    """Acceptance function of a JSON Schema 2020-12, None when it is too rich."""
    try:
        return _Compiler(schema).compile(schema)
    except NotCompilable:
        return None


class _Compiler:
    def __init__(self, root: Any) -> None:
        self.definitions = root.get("$defs", {}) if isinstance(root, Mapping) else {}
        self.compiled: dict[str, Accept | None] = {}

    def compile(self, schema: Any) -> Accept:
        if schema is True:
            return lambda value: True
        if not isinstance(schema, Mapping):
            raise NotCompilable(str(schema))
        checks = [
            self._keyword(keyword, value)
            for keyword, value in schema.items()
            if keyword not in _ANNOTATIONS and keyword not in _OBJECT_KEYWORDS
        ]
        if any(keyword in schema for keyword in _OBJECT_KEYWORDS):
            checks.append(self._object(schema))
        return _all_of(checks)

    def _keyword(self, keyword: str, value: Any) -> Accept:
        if keyword == "$ref":
            return self._reference(value)
        if keyword == "items":
            return self._items(value)
        if keyword == "anyOf":
            options = [self.compile(schema) for schema in value]
            return lambda given: any(option(given) for option in options)
        builder = _BUILDERS.get(keyword)
        if builder is None:
            raise NotCompilable(keyword)
        return builder(value)

    def _reference(self, pointer: str) -> Accept:
        name = pointer.removeprefix("#/$defs/")
        if name not in self.definitions:
            raise NotCompilable(pointer)
        if name not in self.compiled:
            self.compiled[name] = None
            self.compiled[name] = self.compile(self.definitions[name])
        accept = self.compiled[name]
        if accept is None:
            raise NotCompilable("a definition that contains itself")
        return accept

    def _items(self, schema: Any) -> Accept:
        check = self.compile(schema)
        return lambda value: (
            not isinstance(value, list) or all(check(part) for part in value)
        )

    def _object(self, schema: Mapping[str, Any]) -> Accept:
        properties = {
            name: self.compile(part)
            for name, part in schema.get("properties", {}).items()
        }
        required = frozenset(schema.get("required", ()))
        extra = schema.get("additionalProperties", True)
        if not isinstance(extra, bool):
            raise NotCompilable("additionalProperties")

        def accept(value: Any) -> bool:
            if type(value) is not dict:
                return not isinstance(value, Mapping)
            if not required <= value.keys():
                return False
            for name, part in value.items():
                check = properties.get(name)
                if check is None:
                    if not extra:
                        return False
                elif not check(part):
                    return False
            return True

        return accept


def _all_of(checks: list[Accept]) -> Accept:
    """One check for all of them; nearly every place has at most two."""
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        first, second = checks
        return lambda value: first(value) and second(value)

    def accept(value: Any) -> bool:
        for check in checks:
            if not check(value):
                return False
        return True

    return accept


def _type(names: Any) -> Accept:
    types: set[type] = set()
    for name in [names] if isinstance(names, str) else names:
        if name not in _TYPES:
            raise NotCompilable(f"type {name}")
        types |= _TYPES[name]
    return lambda value: type(value) in types


def _choice(values: Any) -> Accept:
    if not all(value is None or isinstance(value, str) for value in values):
        raise NotCompilable("enum")
    allowed = frozenset(values)
    return lambda value: (value is None or type(value) is str) and value in allowed


def _pattern(pattern: str) -> Accept:
    search = re.compile(pattern).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _shortest(limit: int) -> Accept:
    return lambda value: not isinstance(value, str) or len(value) >= limit


def _longest(limit: int) -> Accept:
    return lambda value: not isinstance(value, str) or len(value) <= limit


def _fewest(limit: int) -> Accept:
    return lambda value: not isinstance(value, list) or len(value) >= limit


def _fewest_fields(limit: int) -> Accept:
    return lambda value: not isinstance(value, Mapping) or len(value) >= limit


def _minimum(limit: float) -> Accept:
    return lambda value: value >= limit if type(value) is int else _no_number(value)


def _maximum(limit: float) -> Accept:
    return lambda value: value <= limit if type(value) is int else _no_number(value)


def _no_number(value: Any) -> bool:
    return value is None or isinstance(value, (str, bool, list, dict))


_BUILDERS: dict[str, Callable[[Any], Accept]] = {
    "type": _type,
    "enum": _choice,
    "const": lambda value: _choice([value]),
    "pattern": _pattern,
    "minLength": _shortest,
    "maxLength": _longest,
    "minItems": _fewest,
    "minProperties": _fewest_fields,
    "minimum": _minimum,
    "maximum": _maximum,
}
