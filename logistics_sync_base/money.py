# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Amounts rounded and in another currency, without a float on the way."""

from decimal import ROUND_HALF_UP, Decimal


def round_amount(amount, currency):
    """The Decimal ``amount`` rounded as amounts in ``currency`` are: half up."""
    step = Decimal(str(currency.rounding))
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def convert(amount, currency, target, company, day):
    """A Decimal in the currency ``target``, rounded as that one is.

    ``amount`` is a Decimal in ``currency``; the rate is the company's of that day.
    """
    rate = currency._get_conversion_rate(currency, target, company, day)
    return round_amount(amount * Decimal(str(rate)), target)
