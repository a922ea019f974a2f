# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rules of one place: of an item, or of the entries of a list in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from .faults import FieldFault
from .paths import ExpressionError, Getter, compile_path
from .rule_faults import expression_fault, missing_fault, value_fault
from .rules import Rule, place_of
from .shaping import Shape, build_shape
from .transforms import Apply, Context
from .values import ValueFault, json_value, text

Build = Callable[[Rule], Apply]
_PLACES = {"item": 0, "parent": 1, "document": 2}


class _Step(NamedTuple):
    rule: Rule
    target: str
    name: str
    get: Getter | None
    place: int
    apply: Apply
    beside: str | None
    guard: Callable[[Any], bool] | None
    shape: Shape | None
    is_alternative: bool


class Entries(list[dict[str, Any]]):
    """Fields of the entries of a list, not yet nested."""


class Level:
    """Compiled rules of one place; holds no state of a document.

    ``holder`` is the list they are in (``packages[].items``), empty for the item
    itself.
    """

    def __init__(self, rules: list[Rule], holder: str, build: Build) -> None:
        here = [rule for rule in rules if place_of(rule.target)[0] == holder]
        self.holder = holder
        self.constants: dict[str, Any] = {}
        self._steps: list[_Step] = []
        seen: set[str] = set()
        for rule in here:
            if rule.transform == "list" and rule.constant is None:
                continue
            name = place_of(rule.target)[1]
            fixed = rule.constant is not None and not rule.condition
            if fixed and rule.transform == "text" and name not in seen:
                self.constants[name] = rule.constant
            else:
                self._steps.append(_step(rule, name, build, name in seen))
            seen.add(name)
        self._lists = [
            (
                _step(rule, place_of(rule.target)[1], _as_list, False),
                Level(rules, rule.target, build),
            )
            for rule in here
            if rule.transform == "list" and rule.constant is None
        ]

    def run(
        self, entry: Any, parent: Any, document: Any, context: Context
    ) -> dict[str, Any]:
        """Fields of one entry, keyed by their names; faults go into the context."""
        places = (entry, parent, document)
        context.item = entry
        fields = dict(self.constants)
        for step in self._steps:
            if step.is_alternative and step.name in fields:
                continue
            value = None
            try:
                if step.guard is not None and not step.guard(places[step.place]):
                    continue
                if step.get is not None:
                    value = step.get(places[step.place])
                if step.shape is not None:
                    value = step.shape(value, places[step.place])
                if value is None or value == "":
                    value = step.rule.default
                result = None if value is None else step.apply(value, context)
            except ValueFault as fault:
                context.faults.append(value_fault(fault, step.rule, value))
                continue
            except ExpressionError as error:
                context.faults.append(expression_fault(error, step.rule))
                continue
            if result is None or result == []:
                _nothing(step, value, fields, context)
            elif step.beside is None:
                fields[step.name] = result
            else:
                context.source[step.beside] = json_value(result)
        for step, level in self._lists:
            found = self._entries(step, level, places, context)
            if found:
                fields[step.name] = found
            context.item = entry
        return fields

    def _entries(
        self, step: _Step, level: Level, places: tuple[Any, ...], context: Context
    ) -> Entries:
        entry, _, document = places
        try:
            if step.guard is not None and not step.guard(places[step.place]):
                return Entries()
            found = step.get(places[step.place]) if step.get is not None else None
        except ExpressionError as error:
            context.faults.append(expression_fault(error, step.rule))
            return Entries()
        if found is None:
            found = []
        entries = found if isinstance(found, list) else [found]
        if not entries and step.rule.required:
            context.faults.append(missing_fault(step.rule, None))
        result = Entries()
        for position, each in enumerate(entries):
            known = len(context.faults)
            result.append(level.run(each, entry, document, context))
            if len(context.faults) > known:
                mark, place = f"{step.target}[]", f"{step.target}[{position}]"
                context.faults[known:] = [
                    replace(fault, field=fault.field.replace(mark, place, 1))
                    for fault in context.faults[known:]
                ]
        return result


def _step(rule: Rule, name: str, build: Build, is_alternative: bool) -> _Step:
    prefix, _, beside = rule.target.partition(".")
    constant = rule.constant
    if constant is not None:
        rule = replace(rule, default=constant, expression=None)
    return _Step(
        rule,
        rule.target,
        name,
        compile_path(rule.expression) if rule.expression else None,
        _PLACES[rule.scope],
        build(rule),
        beside if prefix == "source" else None,
        _guard(rule),
        build_shape(rule.options) if constant is None else None,
        is_alternative,
    )


def _guard(rule: Rule) -> Callable[[Any], bool] | None:
    if not rule.condition:
        return None
    get, wanted = compile_path(rule.condition), frozenset(rule.equals)

    def guard(entry: Any) -> bool:
        found = get(entry)
        if not wanted:
            # JMESPath's own idea of nothing: a zero is something.
            return not (found is None or found is False or found in ("", [], {}))
        try:
            return text(found) in wanted
        except ValueFault:
            return False

    return guard


def _nothing(step: _Step, value: Any, fields: dict[str, Any], context: Context) -> None:
    if step.rule.options.get("send_empty"):
        fields[step.name] = None
    elif step.rule.required and not has_fault(context, step.target):
        context.faults.append(missing_fault(step.rule, value))


def has_fault(context: Context, target: str) -> bool:
    """Whether something was said about this field already."""
    return any(fault.field == target for fault in context.faults)


def _as_list(rule: Rule) -> Apply:
    return lambda value, _context: value


def no_object(found: Any, kind: str) -> FieldFault:
    """The fault of an item that is no object."""
    return FieldFault(
        "no_object",
        "",
        "",
        kind,
        f"An event must be an object, found {kind}.",
        "Correct the split expression, or ask the partner what has changed.",
    )
