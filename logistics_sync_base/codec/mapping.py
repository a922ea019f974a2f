# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run a mapping over documents: compiled once, no code in the data."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.problem import value_class
from .assemble import (
    CLASSIFIERS,
    DELIVERY_EVENT,
    NOTICE_EVENTS,
    SCOPES,
    SHIPMENT_NOTICE,
    assemble,
)
from .codes import CodeLookup
from .faults import FieldFault, MappedItem, unknown_code
from .paths import ExpressionError, Getter, compile_path
from .rules import EVENT_TYPE, Mapping, MappingError, Rule, check_mapping
from .schema import canonical_schema
from .transforms import Apply, Context, build, expression_fault, value_fault
from .values import ValueFault, json_value

__all__ = ["CompiledMapping", "Mapping", "MappingError", "Rule", "compile_mapping"]


@dataclass(frozen=True, slots=True)
class _Step:
    rule: Rule
    target: str
    get: Getter | None
    of_document: bool
    apply: Apply
    beside: str | None


def compile_mapping(mapping: Mapping) -> CompiledMapping:
    """A mapping ready to run; keep it and use it for every document.

    Raises MappingError, naming rule and remedy, when the mapping cannot work.
    """
    check_mapping(mapping)
    return CompiledMapping(mapping)


class CompiledMapping:
    """Made by :func:`compile_mapping`; holds no state of a document."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._split = compile_path(mapping.split) if mapping.split else None
        self._constants = {
            rule.target: rule.constant
            for rule in mapping.rules
            if rule.constant is not None
        }
        self._steps = [
            self._step(rule) for rule in mapping.rules if rule.constant is None
        ]

    def apply(self, document: Any, lookup: CodeLookup) -> list[MappedItem]:
        """One result per item of the document, in order.

        ``lookup`` answers (kind, partner code). Never raises for what the document
        holds: everything wrong is a fault of its item.
        """
        if self._split is None:
            return [self._item(document, document, lookup, 0)]
        try:
            entries = self._split(document)
        except ExpressionError as error:
            return [self._no_items(document, f"the expression failed: {error}")]
        if isinstance(entries, dict):
            entries = [entries]
        if not isinstance(entries, list):
            return [self._no_items(document, f"found {value_class(entries)}")]
        return [
            self._item(entry, document, lookup, position)
            for position, entry in enumerate(entries)
        ]

    def _step(self, rule: Rule) -> _Step:
        prefix, _, name = rule.target.partition(".")
        return _Step(
            rule,
            rule.target,
            compile_path(rule.expression) if rule.expression else None,
            rule.scope == "document",
            build(rule, self.mapping.timezone),
            name if prefix == "source" else None,
        )

    def _item(
        self, item: Any, document: Any, lookup: CodeLookup, position: int
    ) -> MappedItem:
        if not isinstance(item, dict):
            return MappedItem(None, {}, (_no_object(item),), position)
        context = Context(lookup, item)
        fields = dict(self._constants)
        for step in self._steps:
            value = None
            try:
                if step.get is not None:
                    value = step.get(document if step.of_document else item)
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
                self._nothing(step, value, context)
            elif step.beside is None:
                fields[step.target] = result
            else:
                context.source[step.beside] = json_value(result)
        return self._finish(fields, context, position)

    def _finish(
        self, fields: dict[str, Any], context: Context, position: int
    ) -> MappedItem:
        if "classifier" not in fields and context.implied_classifier:
            fields["classifier"] = context.implied_classifier
        self._check_vocabulary(fields, context)
        if "occurred_at" not in fields and not _has_fault(context, "occurred_at"):
            context.faults.append(self._missing("occurred_at", ""))
        canonical = assemble(self.mapping.schema, fields)
        faults = tuple(context.faults)
        return MappedItem(canonical, context.source, faults, position)

    def _check_vocabulary(self, fields: dict[str, Any], context: Context) -> None:
        for target, known in self._vocabulary.items():
            value = fields.get(target)
            if value is None or value in known:
                continue
            fault = unknown_code(target, str(value), target, self._expression(target))
            context.faults.append(fault)
            if target == "milestone":
                context.source.setdefault("code", str(value))
            del fields[target]
        event_type = str(fields.get("event_type", "info"))
        if not EVENT_TYPE.fullmatch(event_type):
            del fields["event_type"]
            expression = self._expression("event_type")
            context.faults.append(
                unknown_code("event_type", event_type[:64], "event_type", expression)
            )
        missing = self.mapping.schema == DELIVERY_EVENT and "milestone" not in fields
        if missing and not _has_fault(context, "milestone"):
            expression = self._expression("milestone")
            context.faults.append(self._missing("milestone", expression))

    @cached_property
    def _vocabulary(self) -> Mapped[str, frozenset[str]]:
        if self.mapping.schema == SHIPMENT_NOTICE:
            return {
                "event_type": frozenset(NOTICE_EVENTS),
                "classifier": frozenset(CLASSIFIERS),
            }
        schema = canonical_schema(DELIVERY_EVENT)
        return {
            "milestone": frozenset(schema["properties"]["milestone"]["enum"]),
            "classifier": frozenset(CLASSIFIERS),
            "scope": frozenset(SCOPES),
        }

    def _expression(self, target: str) -> str:
        rules = self.mapping.rules
        found = (rule.expression for rule in rules if rule.target == target)
        return next(found, None) or ""

    def _nothing(self, step: _Step, value: Any, context: Context) -> None:
        if step.rule.required and not _has_fault(context, step.target):
            fault = self._missing(step.target, step.rule.expression or "", value)
            context.faults.append(fault)

    def _missing(self, target: str, expression: str, value: Any = None) -> FieldFault:
        return FieldFault(
            "missing",
            target,
            expression,
            "missing" if value is None else value_class(value),
            f"No value was found for {target}.",
            "Ask the partner to send it, or correct the expression if the field has "
            "another name now.",
        )

    def _no_items(self, document: Any, reason: str) -> MappedItem:
        fault = FieldFault(
            "no_items",
            "",
            self.mapping.split or "",
            value_class(document),
            f"The list of events was not found: {reason}.",
            "Correct the split expression, or ask the partner what has changed.",
        )
        return MappedItem(None, {}, (fault,), 0)


def _has_fault(context: Context, target: str) -> bool:
    return any(fault.field == target for fault in context.faults)


def _no_object(item: Any) -> FieldFault:
    return FieldFault(
        "no_object",
        "",
        "",
        value_class(item),
        f"An event must be an object, found {value_class(item)}.",
        "Correct the split expression, or ask the partner what has changed.",
    )
