# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""JSON Schema checks that end in a sentence (JSON Schema 2020-12)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable

from ..core.problem import value_class
from .contracts import SCHEMAS as SCHEMAS
from .contracts import canonical_schema as canonical_schema
from .drift import Shape
from .fast_schema import compile_fast


class SchemaDefect(ValueError):
    """The schema itself is wrong, or points to one that is not here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One refusal: ``path`` is the field (``references.order``, ``items[0].sku``).

    ``value_class`` tells what kind of value stood there, never the value; ``rule`` is
    the schema keyword.
    """

    path: str
    value_class: str
    message: str
    remedy: str
    rule: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as a JSON object."""
        return asdict(self)


class SchemaChecker:
    """A compiled schema. Raises SchemaDefect when the schema is no schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            place = _path(error.absolute_path) or "its top"
            raise SchemaDefect(f"The schema is wrong at {place}.") from error
        self.schema = schema
        # An own empty registry: a reference to elsewhere is never fetched.
        self._validator = Draft202012Validator(schema, registry=Registry())
        self._accept = compile_fast(schema)
        self.shape = Shape(schema)

    def is_valid(self, document: Any) -> bool:
        """True when the document follows the schema."""
        if self._accept is not None and self._accept(document):
            return True
        try:
            return self._validator.is_valid(document)
        except Unresolvable as error:
            raise _unresolvable(error) from error

    def check(self, document: Any, limit: int = 20) -> list[Finding]:
        """The first ``limit`` refusals, by place; an empty list means valid."""
        if self._accept is not None and self._accept(document):
            return []
        # The validator tells of each missing field, and each time they all are named.
        found: dict[Finding, None] = {}
        try:
            for error in self._validator.iter_errors(document):
                found.update(dict.fromkeys(_explain(error)))
                if len(found) >= limit:
                    break
        except Unresolvable as error:
            raise _unresolvable(error) from error
        except RecursionError:
            return [_too_deep(document)]
        return sorted(list(found)[:limit], key=lambda finding: finding.path)


@cache
def checker(name: str) -> SchemaChecker:
    """The checker of a canonical schema, compiled once."""
    return SchemaChecker(canonical_schema(name))


def partner_checker(schema: str | Mapping[str, Any]) -> SchemaChecker:
    """The checker of a partner's schema (JSON text or object), compiled once."""
    if not isinstance(schema, str):
        schema = json.dumps(schema, sort_keys=True)
    return _partner_checker(schema)


@lru_cache(maxsize=256)
def _partner_checker(text: str) -> SchemaChecker:
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SchemaDefect("The schema is no JSON text.") from error
    if not isinstance(schema, dict):
        raise SchemaDefect("The schema must be a JSON object.")
    return SchemaChecker(schema)


def _unresolvable(error: Unresolvable) -> SchemaDefect:
    return SchemaDefect(
        f"The schema refers to {error.ref!r}, which is not part of it. "
        "Put that definition under $defs of the same schema."
    )


def _too_deep(document: Any) -> Finding:
    return Finding(
        "",
        value_class(document),
        "The document is nested too deeply to be checked.",
        "Send a flatter document.",
        "depth",
    )


def _explain(error: ValidationError) -> Iterator[Finding]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        branches = _get_fitting_branches(error)
        if len(branches) == 1:
            for reason in branches[0]:
                yield from _explain(reason)
            return
        deepest = best_match(reason for branch in branches for reason in branch)
        if deepest is not None and deepest.absolute_path != error.absolute_path:
            yield from _explain(deepest)
            return
    path = _path(error.absolute_path)
    if error.validator == "required":
        for name in error.validator_value:
            if isinstance(error.instance, Mapping) and name not in error.instance:
                yield _missing(_join(path, name))
        return
    if error.validator == "additionalProperties" and error.validator_value is False:
        known = error.schema.get("properties", {})
        for name in error.instance:
            if name not in known:
                yield _unexpected(_join(path, str(name)), error.instance[name])
        return
    message, remedy = _words(error)
    where = f"The field {path}" if path else "The document"
    yield Finding(
        path,
        value_class(error.instance),
        f"{where} {message}, but it is {value_class(error.instance)}.",
        remedy,
        str(error.validator),
    )


def _get_fitting_branches(error: ValidationError) -> list[list[ValidationError]]:
    """What each branch objects to, without branches meant for another type of value.

    "Null or an object" given an object: only the object branch is worth words.
    """
    branches: dict[Any, list[ValidationError]] = {}
    for reason in error.context:
        branches.setdefault(reason.relative_schema_path[0], []).append(reason)
    fitting = [
        branch
        for branch in branches.values()
        if not any(
            reason.validator == "type" and reason.absolute_path == error.absolute_path
            for reason in branch
        )
    ]
    return fitting or list(branches.values())


def _missing(path: str) -> Finding:
    return Finding(
        path,
        "missing",
        f"The field {path} is missing.",
        f"Send {path}, or correct the mapping if the partner has renamed the field.",
        "required",
    )


def _unexpected(path: str, value: Any) -> Finding:
    return Finding(
        path,
        value_class(value),
        f"The field {path} is not known here.",
        f"Leave {path} out, or add it to the schema if the partner now sends it.",
        "additionalProperties",
    )


def _words(error: ValidationError) -> tuple[str, str]:
    value = error.validator_value
    if error.validator == "type":
        names = [value] if isinstance(value, str) else list(value)
        wanted = " or ".join(_TYPE_WORDS.get(name, name) for name in names)
        return f"must be {wanted}", f"Send {wanted}."
    if error.validator in ("enum", "const"):
        values = value if error.validator == "enum" else [value]
        shown = ", ".join(json.dumps(option) for option in values[:12])
        more = " ..." if len(values) > 12 else ""
        return f"must be one of {shown}{more}", "Send one of the listed values."
    words = _KEYWORD_WORDS.get(str(error.validator))
    if words:
        return words[0].format(value), words[1].format(value)
    return f"breaks the rule {error.validator!r} of the schema", (
        "Compare the document with the schema."
    )


def _path(parts: Any) -> str:
    path = ""
    for part in parts:
        path = f"{path}[{part}]" if isinstance(part, int) else _join(path, str(part))
    return path


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


_TYPE_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}
_KEYWORD_WORDS = {
    "pattern": ("must have the form {}", "Send text of the form {}."),
    "minLength": ("must have at least {} characters", "Send null or a longer text."),
    "maxLength": ("must have at most {} characters", "Send a shorter text."),
    "minProperties": ("must have at least {} fields", "Send null or more fields."),
    "minItems": ("must have at least {} entries", "Send more entries."),
    "maxItems": ("must have at most {} entries", "Send fewer entries."),
    "minimum": ("must be at least {}", "Send a number of at least {}."),
    "maximum": ("must be at most {}", "Send a number of at most {}."),
    "exclusiveMinimum": ("must be more than {}", "Send a number above {}."),
    "exclusiveMaximum": ("must be less than {}", "Send a number below {}."),
    "uniqueItems": ("must not hold the same entry twice", "Send each entry once."),
    "format": ("must be a valid {}", "Send a valid {}."),
}
