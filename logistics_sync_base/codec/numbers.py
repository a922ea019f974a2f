# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How partners write numbers, both ways: decimal signs, implied decimals, minus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from .values import ValueFault, decimal_text, text

SIGNS = ("trailing", "brackets", "credit", "negate", "absolute")
NUMBER_OPTIONS = frozenset(
    ("decimal_comma", "thousands", "implied_decimals", "sign", "factor", "decimals")
)
_REMEDY = "Correct the value, or how the mapping reads numbers."


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A partner's way with numbers.

    ``thousands`` is the character between groups of digits, ``implied_decimals`` how
    many digits stand after a decimal sign that is not written, ``sign`` where a minus
    is told (``trailing`` 12-, ``brackets`` (12), ``credit`` 12CR) or what is done with
    it (``negate``, ``absolute``), ``factor`` what the partner's figure is multiplied
    by, ``decimals`` to how many decimals a figure is rounded, half up.
    """

    decimal_comma: bool = False
    thousands: str = ""
    implied_decimals: int = 0
    sign: str = ""
    factor: Decimal = Decimal(1)
    decimals: int | None = None

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> NumberForm:
        """The form of a rule's options; ValueError names what cannot work."""
        sign = str(options.get("sign") or "")
        if sign and sign not in SIGNS:
            raise ValueError(f"the sign is one of {', '.join(SIGNS)}")
        decimals = options.get("decimals")
        return cls(
            bool(options.get("decimal_comma")),
            str(options.get("thousands") or ""),
            _count(options.get("implied_decimals") or 0),
            sign,
            read_factor(options.get("factor") or 1),
            None if decimals is None else _count(decimals),
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the decimal sign has to be looked at."""
        return self == NumberForm(self.decimal_comma)

    def parse(self, value: Any, factor: Decimal | None = None) -> str | None:
        """Canonical text of a partner's number; ValueFault when it is none."""
        if self.is_plain and factor is None:
            return decimal_text(value, self.decimal_comma)
        raw = value if not isinstance(value, str) else self._unsigned(value)
        plain = decimal_text(raw, self.decimal_comma)
        if plain is None:
            return None
        number = Decimal(plain)
        if self.implied_decimals:
            if "." in plain or (isinstance(raw, str) and set(raw) & set(".,")):
                raise ValueFault(
                    "The number has a decimal sign where none was agreed.", _REMEDY
                )
            number = number.scaleb(-self.implied_decimals)
        number *= self.factor
        if factor is not None:
            number *= factor
        if self.sign == "negate":
            number = -number
        elif self.sign == "absolute":
            number = abs(number)
        return decimal_text(self._rounded(number))

    def render(self, value: Any) -> str | None:
        """A partner's text of a canonical number; ValueFault when it is none."""
        plain = decimal_text(value)
        if plain is None:
            return None
        number = Decimal(plain) * self.factor
        if self.sign == "negate":
            number = -number
        elif self.sign == "absolute":
            number = abs(number)
        if self.implied_decimals:
            number = number.scaleb(self.implied_decimals)
            number = number.quantize(Decimal(1), ROUND_HALF_UP)
        number = self._rounded(number)
        negative = number < 0
        digits = format(abs(number), "f")
        if "." in digits and self.decimals is None:
            digits = digits.rstrip("0").rstrip(".")
        whole, _, fraction = digits.partition(".")
        if self.thousands:
            whole = f"{int(whole):,}".replace(",", self.thousands)
        if fraction:
            whole += ("," if self.decimal_comma else ".") + fraction
        return self._signed(whole, negative)

    def _rounded(self, number: Decimal) -> Decimal:
        if self.decimals is None:
            return number
        return number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    def _unsigned(self, value: str) -> str:
        digits = text(value) or ""
        negative = False
        if self.sign == "trailing" and digits.endswith(("-", "+")):
            digits, negative = digits[:-1], digits[-1] == "-"
        elif self.sign == "brackets" and digits.startswith("("):
            if not digits.endswith(")"):
                raise ValueFault("A bracket is not closed.", _REMEDY)
            digits, negative = digits[1:-1], True
        elif self.sign == "credit":
            mark = digits[-2:].upper()
            if mark in ("CR", "DR"):
                digits, negative = digits[:-2], mark == "CR"
        if self.thousands:
            digits = digits.replace(self.thousands, "")
        digits = digits.strip()
        if negative and digits.startswith(("-", "+")):
            raise ValueFault("The number has two signs.", _REMEDY)
        return f"-{digits}" if negative else digits

    def _signed(self, digits: str, negative: bool) -> str:
        if self.sign == "credit":
            return digits + ("CR" if negative else "DR")
        if not negative:
            return digits
        if self.sign == "trailing":
            return f"{digits}-"
        return f"({digits})" if self.sign == "brackets" else f"-{digits}"


def read_factor(value: Any) -> Decimal:
    """A factor as a Decimal above zero; ValueError for anything else."""
    try:
        factor = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no factor") from error
    if not factor.is_finite() or factor <= 0:
        raise ValueError("a factor is above zero")
    return factor


def _count(value: Any) -> int:
    try:
        count = int(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is no number of decimals") from error
    if not 0 <= count <= 12:
        raise ValueError("the number of decimals is 0 to 12")
    return count
