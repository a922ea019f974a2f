# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mapping as data: what an administrator keeps, versioned, without code."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .assemble import (
    CLASSIFIERS,
    DELIVERY_EVENT,
    NOTICE_EVENTS,
    SCOPES,
    SHIPMENT_NOTICE,
    TARGETS,
)
from .paths import ExpressionError, compile_path

TRANSFORMS = (
    "text",
    "upper",
    "lower",
    "decimal",
    "integer",
    "boolean",
    "datetime",
    "code",
    "country",
    "base64_document",
    "items",
    "packages",
)
# What the schema fixes the form of may come from one transform only.
_FORMS = {
    "occurred_at": "datetime",
    "estimated_delivery": "datetime",
    "items": "items",
    "packages": "packages",
    "proof_of_delivery.document": "base64_document",
}
_TEXTS = ("text", "upper", "lower", "decimal", "integer", "code", "country")
_OPTIONS = {
    "datetime": {"format", "timezone", "timezone_expression"},
    "code": {"kind", "strict"},
    "decimal": {"decimal_comma"},
    "items": {"decimal_comma", "uom_kind"},
    "packages": {"decimal_comma", "uom_kind"},
    "base64_document": {"name", "mimetype"},
}


# The form of an event type code, as in the schema.
EVENT_TYPE = re.compile("[a-z][a-z0-9_]{1,63}", re.ASCII)


class MappingError(ValueError):
    """The mapping cannot work; the text names the rule and the remedy."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one canonical field is filled.

    ``target`` is a field of the canonical object (``references.order``) or
    ``source.<name>`` for what is kept beside it. The value is ``constant``, or what
    the JMESPath ``expression`` finds in the item (``scope`` ``document``: in the whole
    document), or ``default``; ``transform`` then makes it canonical. ``required``
    makes a missing value an error.
    """

    target: str
    expression: str | None = None
    constant: Any = None
    default: Any = None
    transform: str = "text"
    options: Mapped[str, Any] = field(default_factory=dict)
    required: bool = False
    scope: str = "item"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Rules that make canonical objects of one ``schema`` from a document.

    ``split`` is a JMESPath giving the list of items of a batch document; without it
    the document is the one item. ``timezone`` is the IANA name for times without an
    offset.
    """

    schema: str = DELIVERY_EVENT
    rules: Sequence[Rule] = ()
    split: str | None = None
    timezone: str | None = None

    @classmethod
    def from_dict(cls, data: Mapped[str, Any]) -> Mapping:
        """The mapping of a JSON object; raises MappingError for unknown settings."""
        values = dict(data)
        unknown = set(values) - {item.name for item in fields(cls)}
        if unknown:
            raise MappingError(f"Unknown settings: {', '.join(sorted(unknown))}.")
        try:
            rules = tuple(Rule(**rule) for rule in values.pop("rules", ()))
        except TypeError as error:
            raise MappingError(f"A rule is wrong: {error}.") from error
        return cls(rules=rules, **values)

    def to_dict(self) -> dict[str, Any]:
        """The mapping as a JSON object; :meth:`from_dict` gives it back."""
        return {**asdict(self), "rules": [asdict(rule) for rule in self.rules]}


def check_mapping(mapping: Mapping) -> None:
    """Raise MappingError for the first thing in a mapping that cannot work."""
    if mapping.schema not in TARGETS:
        known = ", ".join(TARGETS)
        raise MappingError(f"There is no schema {mapping.schema!r}; use {known}.")
    if not mapping.rules:
        raise MappingError("The mapping has no rules.")
    if mapping.split:
        _check_expression(mapping.split, "split")
    seen: set[str] = set()
    for rule in mapping.rules:
        if rule.target in seen:
            raise MappingError(f"Two rules fill {rule.target!r}; keep one.")
        seen.add(rule.target)
        _check_rule(rule, mapping.schema)


def _check_rule(rule: Rule, schema: str) -> None:
    if rule.target not in TARGETS[schema] and not rule.target.startswith("source."):
        known = ", ".join(sorted(TARGETS[schema]))
        raise MappingError(
            f"{rule.target!r} is no field of {schema}. Use source.<name> or one of "
            f"{known}."
        )
    if rule.scope not in ("item", "document"):
        raise MappingError(f"{rule.target}: the scope is item or document.")
    if rule.expression is None and rule.constant is None and rule.default is None:
        raise MappingError(f"{rule.target}: give an expression or a constant.")
    if rule.expression is not None:
        _check_expression(rule.expression, rule.target)
    _check_transform(rule)
    if rule.constant is not None:
        _check_constant(rule, schema)


def _check_transform(rule: Rule) -> None:
    if rule.transform not in TRANSFORMS:
        known = ", ".join(TRANSFORMS)
        raise MappingError(
            f"{rule.target}: there is no transform {rule.transform!r}; use {known}."
        )
    form = _FORMS.get(rule.target)
    kept_beside = rule.target.startswith("source.")
    wanted = (form,) if form else _TEXTS
    if not kept_beside and rule.constant is None and rule.transform not in wanted:
        raise MappingError(
            f"{rule.target} cannot be filled by {rule.transform}; "
            f"use {' or '.join(wanted)}."
        )
    unknown = set(rule.options) - _OPTIONS.get(rule.transform, set())
    if unknown:
        raise MappingError(
            f"{rule.target}: {rule.transform} has no option {sorted(unknown)[0]!r}."
        )
    if rule.transform == "code" and not rule.options.get("kind"):
        raise MappingError(f"{rule.target}: the transform code needs the option kind.")
    if rule.options.get("timezone_expression"):
        _check_expression(rule.options["timezone_expression"], rule.target)


def _check_constant(rule: Rule, schema: str) -> None:
    if rule.target in _FORMS:
        raise MappingError(f"{rule.target} cannot be a constant.")
    if not isinstance(rule.constant, str) or not rule.constant:
        raise MappingError(f"{rule.target}: the constant must be text.")
    allowed = {"classifier": CLASSIFIERS, "scope": SCOPES}.get(rule.target)
    if rule.target == "event_type" and schema == SHIPMENT_NOTICE:
        allowed = NOTICE_EVENTS
    if allowed and rule.constant not in allowed:
        known = ", ".join(allowed)
        raise MappingError(f"{rule.target}: the constant is one of {known}.")
    if rule.target == "event_type" and not EVENT_TYPE.fullmatch(rule.constant):
        raise MappingError("event_type: the constant is a code such as delivered.")


def _check_expression(expression: str, target: str) -> None:
    try:
        compile_path(expression)
    except ExpressionError as error:
        raise MappingError(f"{target}: {error}. Correct the expression.") from error
