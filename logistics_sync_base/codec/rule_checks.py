# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether a mapping can work at all, before a document meets it."""

from __future__ import annotations

from .assemble import CLASSIFIERS, NOTICE_EVENTS, SCOPES, SHIPMENT_NOTICE
from .numbers import NUMBER_OPTIONS, NumberForm, read_factor
from .paths import ExpressionError, compile_path
from .rules import EVENT_TYPE, TRANSFORMS, Mapping, MappingError, Rule, place_of
from .schema import SCHEMAS
from .shaping import SHAPE_OPTIONS, build_shape
from .targets import Target, targets

_TEXTS = ("text", "upper", "lower", "decimal", "integer", "code", "country")
# What the schema fixes the form of may come from these transforms only.
_FORMS = {
    "moment": ("datetime",),
    "document": ("base64_document",),
    "documents": ("base64_document",),
    "texts": ("texts",),
    "number": ("decimal", "integer"),
    "integer": ("integer",),
    "boolean": ("boolean",),
    "date": ("date",),
}
_NO_CONSTANT = ("moment", "document", "documents", "list", "texts")
_LEGACY_LISTS = ("items", "packages")
_OUTWARD_ONLY = ("number", "keep")
_SHAPED = SHAPE_OPTIONS
OPTIONS = {
    "text": _SHAPED,
    "upper": _SHAPED,
    "lower": _SHAPED,
    "country": _SHAPED,
    "integer": _SHAPED,
    "boolean": _SHAPED | {"true", "false"},
    "datetime": _SHAPED | {"format", "timezone", "timezone_expression"},
    "date": _SHAPED | {"format", "timezone"},
    "code": _SHAPED | {"kind", "strict"},
    "decimal": _SHAPED | NUMBER_OPTIONS | {"units", "unit_expression"},
    "number": NUMBER_OPTIONS,
    "texts": frozenset({"separator"}),
    "items": frozenset({"decimal_comma", "uom_kind"}),
    "packages": frozenset({"decimal_comma", "uom_kind"}),
    "base64_document": frozenset({"name", "mimetype"}),
}


def check_mapping(mapping: Mapping) -> None:
    """Raise MappingError for the first thing in a mapping that cannot work."""
    if mapping.schema not in SCHEMAS:
        known = ", ".join(SCHEMAS)
        raise MappingError(f"There is no schema {mapping.schema!r}; use {known}.")
    if mapping.direction not in ("in", "out"):
        raise MappingError("The direction of a mapping is in or out.")
    if not mapping.rules:
        raise MappingError("The mapping has no rules.")
    if mapping.split:
        _check_expression(mapping.split, "split")
    open_ended: set[str] = set()
    for rule in mapping.rules:
        if rule.target in open_ended:
            raise MappingError(
                f"Two rules fill {rule.target!r}; keep one, or give the first a "
                "condition."
            )
        if not rule.condition:
            open_ended.add(rule.target)
    lists = {rule.target for rule in mapping.rules if rule.transform == "list"}
    for rule in mapping.rules:
        _check_rule(rule, mapping)
        _check_place(rule, lists)


def _check_place(rule: Rule, lists: set[str]) -> None:
    holder, name = place_of(rule.target)
    if not name or "[]" in name:
        raise MappingError(f"{rule.target!r} names no field.")
    if holder and holder not in lists:
        raise MappingError(
            f"{rule.target}: nothing tells where the entries of {holder} are. Add a "
            f"rule for {holder} that is read as a list."
        )


def _check_rule(rule: Rule, mapping: Mapping) -> None:
    if rule.scope not in ("item", "parent", "document"):
        raise MappingError(f"{rule.target}: the scope is item, parent or document.")
    if rule.expression is None and rule.constant is None and rule.default is None:
        raise MappingError(f"{rule.target}: give an expression or a constant.")
    if rule.expression is not None:
        _check_expression(rule.expression, rule.target)
    if rule.condition:
        _check_expression(rule.condition, rule.target)
    elif rule.equals:
        raise MappingError(f"{rule.target}: a value to compare needs a condition.")
    _check_options(rule)
    if mapping.direction == "out":
        if not rule.target or ".." in rule.target:
            raise MappingError("A rule does not say which field it fills.")
        return
    target = find_target(rule.target, mapping.schema)
    if rule.transform in _OUTWARD_ONLY:
        raise MappingError(f"{rule.target}: {rule.transform} is for documents we send.")
    _check_transform(rule, target)
    if rule.constant is not None:
        _check_constant(rule, target, mapping.schema)


def find_target(path: str, schema: str) -> Target | None:
    """The field a rule fills; None for what is kept beside the canonical object.

    Raises MappingError for a field that the schema does not have.
    """
    if path.startswith("source.") and len(path) > len("source."):
        return None
    known = targets(schema)
    if path in known:
        return known[path]
    holder, _, name = path.rpartition(".")
    if name and holder in known and known[holder].kind == "free":
        return Target(path, "text", False, "")
    near = [
        name for name in known if name.rpartition(".")[2] == path.rpartition(".")[2]
    ]
    shown = ", ".join(sorted(near or known)[:60])
    raise MappingError(
        f"{path!r} is no field of {schema}. Use source.<name> or one of {shown}."
    )


def _check_options(rule: Rule) -> None:
    if rule.transform not in TRANSFORMS:
        known = ", ".join(TRANSFORMS)
        raise MappingError(
            f"{rule.target}: there is no transform {rule.transform!r}; use {known}."
        )
    unknown = set(rule.options) - OPTIONS.get(rule.transform, frozenset())
    unknown.discard("send_empty")
    if unknown:
        raise MappingError(
            f"{rule.target}: {rule.transform} has no option {sorted(unknown)[0]!r}."
        )
    if rule.transform == "code" and not rule.options.get("kind"):
        raise MappingError(f"{rule.target}: the transform code needs the option kind.")
    for name in ("timezone_expression", "unit_expression"):
        if rule.options.get(name):
            _check_expression(rule.options[name], rule.target)
    try:
        build_shape(rule.options)
        if rule.transform in ("decimal", "number"):
            NumberForm.from_options(rule.options)
            for factor in (rule.options.get("units") or {}).values():
                read_factor(factor)
    except (ValueError, TypeError, AttributeError) as error:
        raise MappingError(f"{rule.target}: {error}.") from error


def _check_transform(rule: Rule, target: Target | None) -> None:
    if target is None or rule.constant is not None:
        return
    if target.kind == "list":
        legacy = rule.target in _LEGACY_LISTS and rule.transform == rule.target
        wanted: tuple[str, ...] = ("list",)
        if legacy:
            return
    else:
        wanted = _FORMS.get(target.kind, _TEXTS)
    if rule.transform not in wanted:
        raise MappingError(
            f"{rule.target} cannot be filled by {rule.transform}; "
            f"use {' or '.join(wanted)}."
        )


def _check_constant(rule: Rule, target: Target | None, schema: str) -> None:
    if target is not None and target.kind in _NO_CONSTANT:
        raise MappingError(f"{rule.target} cannot be a constant.")
    if not isinstance(rule.constant, str) or not rule.constant:
        raise MappingError(f"{rule.target}: the constant must be text.")
    allowed = {"classifier": CLASSIFIERS, "scope": SCOPES}.get(rule.target)
    if rule.target == "event_type" and schema == SHIPMENT_NOTICE:
        allowed = NOTICE_EVENTS
    if target is not None and target.kind == "choice" and target.choices:
        allowed = target.choices
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
