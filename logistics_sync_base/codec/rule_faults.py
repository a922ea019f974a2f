# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is said about a rule that could not fill its field."""

from __future__ import annotations

from typing import Any

from . import values
from .faults import FieldFault
from .paths import ExpressionError
from .rules import Rule
from .values import ValueFault


def value_fault(fault: ValueFault, rule: Rule, value: Any) -> FieldFault:
    """The fault of a value that its rule could not read."""
    return FieldFault(
        "bad_value",
        fault.path or rule.target,
        rule.expression or "",
        values.value_class(value),
        fault.message,
        fault.remedy,
    )


def missing_fault(rule: Rule, value: Any) -> FieldFault:
    """The fault of a field that has to be there and is not."""
    return FieldFault(
        "missing",
        rule.target,
        rule.expression or "",
        "missing" if value is None else values.value_class(value),
        f"No value was found for {rule.target}.",
        "Ask the partner to send it, or correct the expression if the field has "
        "another name now.",
    )


def expression_fault(error: ExpressionError, rule: Rule) -> FieldFault:
    """The fault of an expression that failed on this document."""
    return FieldFault(
        "expression",
        rule.target,
        rule.expression or "",
        "unknown",
        f"The expression failed on this document: {error}.",
        "Correct the expression, or guard it against the type of value it meets.",
    )
