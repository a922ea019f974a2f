# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a rule would have invoiced, held against what was invoiced."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

SAME = "same"
OTHER_AMOUNT = "amount"
EARLIER = "earlier"
LATER = "later"
ONLY_RULE = "only_rule"
ONLY_INVOICE = "only_invoice"
UNKNOWN = "unknown"
NEITHER = "neither"
# What says something about how well a rule does.
COMPARABLE = (SAME, OTHER_AMOUNT, EARLIER, LATER, ONLY_RULE, ONLY_INVOICE)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Billing:
    """An invoice of one shipment, made or imagined; None is what nobody knows."""

    day: date | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``days`` and ``amount``: the rule's less the invoice's, None when not known."""

    result: str
    days: int | None = None
    amount: Decimal | None = None


def compare(
    rule: Billing | None, invoice: Billing | None, tolerance: Decimal = Decimal(0)
) -> Outcome:
    """Compare one shipment; amounts that differ by ``tolerance`` are the same.

    A wrong amount counts before a wrong day. A day or amount that is not known is
    never the same as anything, and an invoice of which they are not known may not
    concern the shipment at all.
    """
    if rule is None and invoice and None in (invoice.day, invoice.amount):
        return Outcome(UNKNOWN)
    if rule is None or invoice is None:
        if rule is not None:
            return Outcome(ONLY_RULE)
        return Outcome(NEITHER if invoice is None else ONLY_INVOICE)
    days = amount = None
    if rule.day is not None and invoice.day is not None:
        days = (rule.day - invoice.day).days
    if rule.amount is not None and invoice.amount is not None:
        amount = rule.amount - invoice.amount
    if days is None or amount is None:
        return Outcome(UNKNOWN, days, amount)
    result = SAME
    if abs(amount) > tolerance:
        result = OTHER_AMOUNT
    elif days:
        result = EARLIER if days < 0 else LATER
    return Outcome(result, days, amount)


def told_at(
    reports: Iterable[tuple[Hashable | None, datetime | None]],
    packages: Collection[Hashable],
) -> datetime | None:
    """When a fact was first known of all ``packages`` that were told of.

    ``reports`` are (package, when it was told); package None stands for all of them.
    Who says it again tells nothing new. None when no time is known.
    """
    first: dict[Hashable | None, datetime] = {}
    for package, moment in reports:
        if moment:
            first[package] = min(first.get(package, moment), moment)
    whole = first.get(None)
    times = [
        min(filter(None, (first.get(package), whole)), default=None)
        for package in packages
    ]
    return max(filter(None, times), default=whole)


def get_match(counts: Mapping[str, int]) -> Decimal | None:
    """Percentage of ``counts`` {result: shipments} that are the same, or None.

    Cut off after the first decimal: 100 means all of them. Nothing to compare is
    no match.
    """
    total = sum(counts.get(result, 0) for result in COMPARABLE)
    if not total:
        return None
    match = Decimal(100 * counts.get(SAME, 0)) / total
    return match.quantize(TENTH, rounding=ROUND_DOWN)
