# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The closed list of what a mapping rule can do with a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.times import OccurredAt, parse_timestamp
from . import lines, values
from .codes import CodeLookup
from .faults import FieldFault, unknown_code
from .numbers import NumberForm, read_factor
from .paths import Getter, compile_path
from .rule_faults import value_fault
from .rules import Rule
from .values import ValueFault

Apply = Callable[[Any, "Context"], Any]
_NAMED_CLASSIFIERS = {
    "actual": "actual",
    "act": "actual",
    "estimated": "estimated",
    "est": "estimated",
    "planned": "planned",
    "pln": "planned",
}


@dataclass(slots=True)
class Context:
    """What the transforms of one item share."""

    lookup: CodeLookup
    item: Any = None
    source: dict[str, Any] = field(default_factory=dict)
    faults: list[FieldFault] = field(default_factory=list)
    implied_classifier: str | None = None


def build(rule: Rule, timezone: str | None, kind: str = "text") -> Apply:
    """The function of a rule's transform: (value, context) -> canonical value.

    ``kind`` is what the canonical field holds. The function may raise ValueFault, or
    leave faults in the context.
    """
    if kind == "documents":
        read = build(rule, timezone, "document")
        return lambda value, context: [
            read(part, context)
            for part in (value if isinstance(value, list) else [value])
        ]
    if rule.constant is not None and kind in ("integer", "boolean"):
        fixed = _PLAIN[kind]
        return lambda value, _context: fixed(value)
    if rule.transform == "decimal":
        return _number(rule)
    if rule.transform == "datetime":
        return _datetime(rule, timezone)
    if rule.transform == "code":
        return _code(rule)
    if rule.target == "classifier":
        return _classifier(rule)
    if rule.transform in ("items", "packages"):
        return _lines(rule)
    if rule.transform == "base64_document":
        name, mimetype = rule.options.get("name"), rule.options.get("mimetype")
        return lambda value, _context: values.document(value, name, mimetype)
    plain = _plain(rule, kind)
    if rule.target == "reason":
        return _kept(plain, "reason")
    return lambda value, _context: plain(value)


def _plain(rule: Rule, kind: str) -> Callable[[Any], Any]:
    if rule.transform == "date":
        form = rule.options.get("format")
        return lambda value: values.date_text(value, form)
    if rule.transform == "texts":
        separator = rule.options.get("separator")
        return lambda value: values.texts(value, separator)
    if rule.transform == "integer" and kind != "integer":
        # References that are whole numbers are still text in the canonical object.
        beside = rule.target.startswith("source.")
        return (
            values.integer if beside else lambda value: _text_of(values.integer(value))
        )
    return _PLAIN[rule.transform]


def _number(rule: Rule) -> Apply:
    form = NumberForm.from_options(rule.options)
    told = rule.options.get("unit_expression")
    get = compile_path(told) if told else None
    factors = {
        str(unit): read_factor(factor)
        for unit, factor in (rule.options.get("units") or {}).items()
    }
    if get is None or not factors:
        return lambda value, _context: form.parse(value)

    def apply(value: Any, context: Context) -> Any:
        unit = values.text(get(context.item)) or ""
        if unit not in factors:
            where = rule.expression or ""
            context.faults.append(unknown_code("uom", unit, rule.target, where))
            return None
        return form.parse(value, factors[unit])

    return apply


def _kept(plain: Callable[[Any], Any], name: str) -> Apply:
    def apply(value: Any, context: Context) -> Any:
        result = plain(value)
        context.source[name] = result
        return result

    return apply


def _upper(value: Any) -> str | None:
    result = values.text(value)
    return result.upper() if result else result


def _lower(value: Any) -> str | None:
    result = values.text(value)
    return result.lower() if result else result


def _country(value: Any) -> str | None:
    result = _upper(value)
    return _COUNTRIES.get(result, result) if result else result


def _text_of(value: Any) -> str | None:
    return None if value is None else str(value)


def _datetime(rule: Rule, timezone: str | None) -> Apply:
    form = rule.options.get("format")
    fixed = rule.options.get("timezone") or timezone
    expression = rule.options.get("timezone_expression")
    told: Getter | None = compile_path(expression) if expression else None
    keep = rule.target == "occurred_at"

    def apply(value: Any, context: Context) -> Any:
        name, source = fixed, "partner"
        if told is not None:
            payload_zone = values.text(told(context.item))
            if payload_zone:
                name, source = payload_zone, "payload"
        moment = parse_timestamp(
            value, format=form, timezone=name, timezone_source=source
        )
        if keep:
            context.source["time"] = values.text(moment.raw)
        if moment.fault:
            context.faults.append(time_fault(moment, rule.target, rule.expression))
        return moment.to_canonical() if moment.usable or keep else None

    return apply


def time_fault(moment: OccurredAt, target: str, expression: str | None) -> FieldFault:
    """The fault of a time: an error when it is unusable, else a warning."""
    return FieldFault(
        str(moment.fault_code),
        target,
        expression or "",
        f"text of {len(moment.raw)} characters" if moment.raw else "missing",
        str(moment.fault),
        "Correct the time format or the time zone of the mapping."
        if moment.raw
        else "Ask the partner to send the time, or correct the expression.",
        level="warning" if moment.usable else "error",
    )


def _code(rule: Rule) -> Apply:
    kind = str(rule.options["kind"])
    is_milestone = rule.target == "milestone"
    strict = bool(rule.options.get("strict", is_milestone))
    keep = {"milestone": "code", "reason": "reason"}.get(rule.target)

    def apply(value: Any, context: Context) -> Any:
        code = values.text(value)
        if code is None:
            return None
        if keep:
            context.source[keep] = code
        match = context.lookup(kind, code)
        if match is not None:
            if is_milestone and match.classifier:
                context.implied_classifier = match.classifier
            return match.code
        if strict:
            where = rule.expression or ""
            context.faults.append(unknown_code(kind, code, rule.target, where))
        return None if is_milestone else code

    return apply


def _classifier(rule: Rule) -> Apply:
    def apply(value: Any, context: Context) -> Any:
        code = values.text(value) or ""
        known = _NAMED_CLASSIFIERS.get(code.casefold())
        if known is None:
            match = context.lookup("classifier", code)
            known = match.code if match else None
        if known is None:
            where = rule.expression or ""
            fault = unknown_code("classifier", code, rule.target, where)
            context.faults.append(fault)
            # An estimate moves no state: the harmless reading until somebody decides.
            return "estimated"
        return known

    return apply


def _lines(rule: Rule) -> Apply:
    comma = bool(rule.options.get("decimal_comma"))
    kind = rule.options.get("uom_kind")
    read = lines.items if rule.transform == "items" else lines.packages

    def apply(value: Any, context: Context) -> Any:
        def unit(code: str) -> str:
            match = context.lookup(str(kind), code)
            return match.code if match else code

        found: list[ValueFault] = []
        result = read(value, found, decimal_comma=comma, unit=unit if kind else None)
        for fault in found:
            context.faults.append(value_fault(fault, rule, value))
        return result

    return apply


_COUNTRIES: Mapping[str, str] = {
    "USA": "US",
    "CAN": "CA",
    "MEX": "MX",
    "GBR": "GB",
    "DEU": "DE",
    "FRA": "FR",
    "AUT": "AT",
    "CHE": "CH",
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "CANADA": "CA",
    "MEXICO": "MX",
    "UNITED KINGDOM": "GB",
    "GERMANY": "DE",
}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "text": values.text,
    "upper": _upper,
    "lower": _lower,
    "integer": values.integer,
    "boolean": values.boolean,
    "country": _country,
}
