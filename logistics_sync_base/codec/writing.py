# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a mapping outward makes of canonical values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..core.times import OccurredAt, parse_timestamp
from ..core.zones import zone
from . import values
from .faults import unknown_code
from .numbers import NumberForm
from .rules import Rule
from .transforms import Apply, Context
from .values import ValueFault


def build_out(rule: Rule, timezone: str | None) -> Apply:
    """The function of a rule's transform: (canonical value, context) -> partner's.

    It may raise ValueFault, or leave faults in the context.
    """
    if rule.transform == "code":
        return _code(rule)
    builder = _BUILDERS.get(rule.transform)
    if builder is None:
        plain = _PLAIN[rule.transform]
    else:
        plain = builder(rule, timezone)
    return lambda value, _context: plain(value)


def _code(rule: Rule) -> Apply:
    kind = str(rule.options["kind"])
    strict = bool(rule.options.get("strict", True))

    def apply(value: Any, context: Context) -> Any:
        code = values.text(value)
        if code is None:
            return None
        match = context.lookup(kind, code)
        if match is not None:
            return match.code
        if strict:
            where = rule.expression or ""
            context.faults.append(unknown_code(kind, code, rule.target, where))
            return None
        return code

    return apply


def _datetime(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    form = rule.options.get("format")
    name = rule.options.get("timezone") or timezone or "UTC"
    local_zone = zone(name)

    def write(value: Any) -> Any:
        if isinstance(value, dict):
            moment = OccurredAt.from_canonical(value)
        else:
            moment = parse_timestamp(value, timezone="UTC")
        if moment.utc is None:
            return None
        at = moment.utc.replace(tzinfo=UTC)
        if form == "epoch":
            return int(at.timestamp())
        if form == "epoch_ms":
            return int(at.timestamp()) * 1000
        local = at.astimezone(local_zone)
        if not form:
            return local.isoformat(timespec="seconds")
        return local.strftime(form)

    return write


def _date(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    form = rule.options.get("format") or "%Y-%m-%d"
    here = zone(rule.options.get("timezone") or timezone or "UTC")

    def write(value: Any) -> str | None:
        if isinstance(value, dict):
            moment = OccurredAt.from_canonical(value)
            if moment.utc is None:
                return None
            at = moment.utc.replace(tzinfo=UTC)
            if moment.offset_minutes is not None:
                # The day it was where it happened, not where we are.
                return (at + timedelta(minutes=moment.offset_minutes)).strftime(form)
            return at.astimezone(here).strftime(form)
        day = values.date_text(value)
        return datetime.fromisoformat(day).strftime(form) if day else None

    return write


def _decimal(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    return NumberForm.from_options(rule.options).render


def _number(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    form = NumberForm.from_options(rule.options)

    def write(value: Any) -> int | float | None:
        plain = form.parse(value)
        if plain is None:
            return None
        number = Decimal(plain)
        if number == number.to_integral_value():
            return int(number)
        shown = float(number)
        if Decimal(repr(shown)) != number:
            raise ValueFault(
                "The number has more digits than a JSON number keeps.",
                "Send it as text, or round it.",
            )
        return shown

    return write


def _boolean(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    yes, no = rule.options.get("true", True), rule.options.get("false", False)

    def write(value: Any) -> Any:
        known = values.boolean(value)
        return None if known is None else (yes if known else no)

    return write


def _texts(rule: Rule, timezone: str | None) -> Callable[[Any], Any]:
    separator = rule.options.get("separator")

    def write(value: Any) -> Any:
        found = values.texts(value)
        return separator.join(found) if separator and found else found

    return write


def _upper(value: Any) -> str | None:
    return (values.text(value) or "").upper() or None


def _lower(value: Any) -> str | None:
    return (values.text(value) or "").lower() or None


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "text": values.text,
    "upper": _upper,
    "lower": _lower,
    "integer": values.integer,
    "country": _upper,
    "base64_document": lambda value: value,
    "items": lambda value: value,
    "packages": lambda value: value,
    "keep": lambda value: value,
}
_BUILDERS: dict[str, Callable[[Rule, str | None], Callable[[Any], Any]]] = {
    "datetime": _datetime,
    "date": _date,
    "decimal": _decimal,
    "number": _number,
    "boolean": _boolean,
    "texts": _texts,
}
