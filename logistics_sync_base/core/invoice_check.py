# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether an invoice holds together, before anyone thinks of booking it.

Only what the document says of itself is checked: a currency and a date are there, and
what was printed as totals is what the lines add up to. Sums are exact decimals; a cent
is a finding. Rates, tolerances and orders are the business of other addons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .identity import object_name

INVOICES = ("customer_invoice", "supplier_invoice", "freight_invoice")
_ZERO = Decimal(0)
_ASK = "Ask the sender for a corrected document."


@dataclass(frozen=True, slots=True)
class InvoiceFinding:
    """One thing that is wrong; ``field`` is its place (``totals.net``)."""

    code: str
    field: str
    message: str
    remedy: str = _ASK

    def to_dict(self) -> dict[str, str]:
        """The finding as a JSON object."""
        return asdict(self)


def check_invoice(invoice: Mapping[str, Any]) -> list[InvoiceFinding]:
    """What is wrong with a canonical invoice that follows its schema."""
    findings = [*_check_head(invoice)]
    if object_name(invoice) == "freight_invoice":
        findings += _check_freight(invoice)
    else:
        findings += _check_lines(invoice)
    return findings


def _check_head(invoice: Mapping[str, Any]) -> Iterator[InvoiceFinding]:
    if not invoice.get("currency"):
        yield InvoiceFinding(
            "missing_currency",
            "currency",
            "The invoice does not tell its currency.",
            "Ask the sender, or let the mapping of the connector set the currency.",
        )
    if not invoice.get("invoice_date"):
        yield InvoiceFinding(
            "missing_date", "invoice_date", "The invoice does not tell its date."
        )
    for field in ("invoice_date", "due_date", "delivery_date"):
        if not _is_date(invoice.get(field)):
            yield InvoiceFinding(
                "bad_date", field, f"The field {field} is no day of the calendar."
            )


def _check_lines(invoice: Mapping[str, Any]) -> Iterator[InvoiceFinding]:
    lines = invoice["lines"]
    yield from _find_missing(lines)
    totals = invoice["totals"]
    sums = {
        "lines": _add(lines),
        "allowances": _add(_pick(invoice.get("allowances"), "kind", "allowance")),
        "charges": _add(_pick(invoice.get("allowances"), "kind", "charge")),
    }
    net = sums["lines"] - sums["allowances"] + sums["charges"]
    taxes = invoice.get("taxes") or [
        tax for line in lines for tax in line.get("taxes") or ()
    ]
    for field, found in sums.items():
        yield from _compare(totals, field, found, f"the {field} add up to")
    yield from _compare(totals, "net", net, "lines, allowances and charges give")
    if taxes:
        yield from _compare(totals, "tax", _add(taxes), "the taxes add up to")
    yield from _check_total(totals, net, _add(taxes))


def _check_freight(invoice: Mapping[str, Any]) -> Iterator[InvoiceFinding]:
    charges = list(invoice.get("charges") or ())
    for place, shipment in enumerate(invoice["shipments"]):
        charges += shipment["charges"]
        where = f"shipments[{place}].amount"
        found = _add(shipment["charges"])
        yield from _compare(shipment, "amount", found, "its charges add up to", where)
    tax = _add(_pick(charges, "type", "tax"))
    net = _add(charges) - tax
    totals = invoice["totals"]
    yield from _compare(totals, "net", net, "the charges without tax add up to")
    if _pick(charges, "type", "tax"):
        yield from _compare(totals, "tax", tax, "the taxes add up to")
    yield from _check_total(totals, net, tax)


def _check_total(
    totals: Mapping[str, Any], net: Decimal, tax: Decimal
) -> Iterator[InvoiceFinding]:
    """The total from what was printed above it, else from the lines."""
    net = _number(totals.get("net"), net)
    tax = _number(totals.get("tax"), tax)
    yield from _compare(totals, "total", net + tax, "net and tax give")
    payable = Decimal(totals["total"]) - _number(totals.get("prepaid"), _ZERO)
    yield from _compare(totals, "payable", payable, "the total less the prepaid gives")


def _compare(
    totals: Mapping[str, Any],
    field: str,
    found: Decimal,
    words: str,
    where: str | None = None,
) -> Iterator[InvoiceFinding]:
    told = totals.get(field)
    if told is not None and Decimal(told) != found:
        where = where or f"totals.{field}"
        yield InvoiceFinding(
            "totals_differ", where, f"{where} is {told}, but {words} {found:f}."
        )


def _find_missing(lines: Iterable[Mapping[str, Any]]) -> Iterator[InvoiceFinding]:
    for place, line in enumerate(lines):
        if line.get("amount") is None:
            yield InvoiceFinding(
                "missing_amount",
                f"lines[{place}].amount",
                f"Line {line.get('line')} does not tell its amount.",
            )


def _pick(entries: Any, field: str, value: str) -> list[Mapping[str, Any]]:
    return [entry for entry in entries or () if entry.get(field) == value]


def _add(entries: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((_number(entry.get("amount"), _ZERO) for entry in entries), _ZERO)


def _number(text: str | None, otherwise: Decimal) -> Decimal:
    return otherwise if text is None else Decimal(text)


def _is_date(text: str | None) -> bool:
    if text is None:
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
