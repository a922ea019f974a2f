# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run a mapping over documents: compiled once, no code in the data."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from functools import cached_property
from typing import Any

from ..core.problem import value_class
from ..core.zones import UnknownZone
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
from .levels import Entries, Level, has_fault, no_object
from .nesting import complete, nest
from .paths import ExpressionError, compile_path
from .rule_checks import check_mapping, find_target
from .rule_faults import missing_fault
from .rules import EVENT_TYPE, Mapping, MappingError, Rule
from .schema import canonical_schema, checker
from .targets import tree
from .transforms import Apply, Context, build
from .writing import build_out

__all__ = ["CompiledMapping", "Mapping", "MappingError", "Rule", "compile_mapping"]


def compile_mapping(mapping: Mapping) -> CompiledMapping:
    """A mapping ready to run; keep it and use it for every document.

    Raises MappingError, naming rule and remedy, when the mapping cannot work.
    """
    check_mapping(mapping)
    try:
        return CompiledMapping(mapping)
    except UnknownZone as error:
        raise MappingError(f"{error} Write it as in Europe/Berlin.") from error


class CompiledMapping:
    """Made by :func:`compile_mapping`; holds no state of a document."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._split = compile_path(mapping.split) if mapping.split else None
        self._level = Level(list(mapping.rules), "", self._build)
        if mapping.direction == "out":
            self._finish = self._finish_out
        elif mapping.schema in (DELIVERY_EVENT, SHIPMENT_NOTICE):
            self._finish = self._finish_fact
        else:
            self._finish = self._finish_object

    def apply(self, document: Any, lookup: CodeLookup) -> list[MappedItem]:
        """One result per item of the document, in order.

        ``lookup`` answers (kind, partner code), outward (kind, our code). Never raises
        for what the document holds: everything wrong is a fault of its item. Outward
        ``canonical`` of a result is the partner's document.
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

    def _build(self, rule: Rule) -> Apply:
        if self.mapping.direction == "out":
            return build_out(rule, self.mapping.timezone)
        target = find_target(rule.target, self.mapping.schema)
        kind = target.kind if target else "text"
        return build(rule, self.mapping.timezone, kind)

    def _item(
        self, item: Any, document: Any, lookup: CodeLookup, position: int
    ) -> MappedItem:
        if not isinstance(item, dict):
            return MappedItem(None, {}, (no_object(item, value_class(item)),), position)
        context = Context(lookup, item)
        fields = self._level.run(item, document, document, context)
        canonical = self._finish(fields, context)
        return MappedItem(canonical, context.source, tuple(context.faults), position)

    # ------------------------------------------------------------- outward
    def _finish_out(self, fields: dict[str, Any], context: Context) -> dict[str, Any]:
        return fields if self.mapping.flat else nest_deep(fields)

    # ---------------------------------------------------- any canonical object
    def _finish_object(
        self, fields: dict[str, Any], context: Context
    ) -> dict[str, Any]:
        name = self.mapping.schema
        canonical = complete(tree(name), nest_deep(fields))
        canonical["schema"] = name
        self._note_findings(canonical, context)
        return canonical

    def _note_findings(self, canonical: dict[str, Any], context: Context) -> None:
        """What the canonical schema refuses is a fault of the field it is about."""
        judge = checker(self.mapping.schema)
        if judge.is_valid(canonical):
            return
        told = {fault.field for fault in context.faults}
        for finding in judge.check(canonical):
            if finding.path in told:
                continue
            context.faults.append(
                FieldFault(
                    "missing" if finding.rule == "required" else "bad_value",
                    finding.path,
                    self._expression(finding.path),
                    finding.value_class,
                    finding.message,
                    finding.remedy,
                )
            )

    # -------------------------------------------- delivery events and notices
    def _finish_fact(self, fields: dict[str, Any], context: Context) -> dict[str, Any]:
        if "classifier" not in fields and context.implied_classifier:
            fields["classifier"] = context.implied_classifier
        self._check_vocabulary(fields, context)
        if "occurred_at" not in fields and not has_fault(context, "occurred_at"):
            context.faults.append(missing_fault(Rule("occurred_at"), None))
        for name in self._listed:
            node = tree(self.mapping.schema).children[name].entry
            if node is not None and name in fields:
                fields[name] = [
                    complete(node, nest_deep(entry)) for entry in fields[name]
                ]
        canonical = assemble(self.mapping.schema, fields)
        if self._listed:
            self._note_findings(canonical, context)
        return canonical

    @cached_property
    def _listed(self) -> tuple[str, ...]:
        """Lists that are made by rules of their own, entry by entry."""
        rules = self.mapping.rules
        names = (rule.target for rule in rules if rule.transform == "list")
        return tuple(name for name in names if "[]" not in name)

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
        if missing and not has_fault(context, "milestone"):
            rule = Rule("milestone", self._expression("milestone"))
            context.faults.append(missing_fault(rule, None))

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


def nest_deep(fields: Mapped[str, Any]) -> dict[str, Any]:
    """The nested object of fields whose lists hold fields in turn."""
    return nest(
        {
            path: [nest_deep(entry) for entry in value]
            if isinstance(value, Entries)
            else value
            for path, value in fields.items()
        }
    )
