# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the whole day must come to: the sum of what is declared for its parts."""

from collections import Counter
from dataclasses import dataclass, field

from .catalogue import STOCK
from .day_freight import depot, ironbridge
from .day_parcels import nordpost, swiftline
from .orders import ORDERS
from .script import Script


@dataclass(frozen=True)
class Figures:
    """The table at the end; counted in the database, or summed from the scenario."""

    received: int
    applied: int
    duplicate: int
    waiting: int
    refused: int
    acknowledged: int
    answered: int
    asked_again: int
    exceptions: dict = field(default_factory=dict)
    shipments: dict = field(default_factory=dict)
    transfers: dict = field(default_factory=dict)
    proofs: dict = field(default_factory=dict)
    releases: dict = field(default_factory=dict)
    invoices: dict = field(default_factory=dict)
    net: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)


RELEASE_STATES = {
    "posted": "invoiced",
    "draft": "invoiced",
    "to_approve": "to_approve",
    "waiting": "waiting",
    "failed": "failed",
}


def write_day() -> Script:
    """The actions of all partners, each with its consequence."""
    script = Script()
    for partner in (depot, swiftline, nordpost, ironbridge):
        partner(script)
    return script


def expected(script: Script) -> Figures:
    """The figures that the declared consequences and order endings amount to."""
    asks: Counter = Counter()
    for consequence in script.consequences:
        asks.update(consequence.asks)
    parts = [(order, part) for order in ORDERS.values() for part in order.parts]
    asks["invoice_failed"] = sum(part.invoice == "failed" for _order, part in parts)
    net: Counter = Counter()
    for order, part in parts:
        if part.invoice in ("posted", "draft"):
            net[part.invoice] += order.net(part)
    return Figures(
        received=_sum(script, "stored"),
        applied=_sum(script, "applied"),
        duplicate=_sum(script, "duplicate"),
        waiting=0,
        refused=_sum(script, "refused"),
        acknowledged=_sum(script, "acknowledged"),
        answered=_sum(script, "answered"),
        asked_again=_sum(script, "asked_again"),
        exceptions=dict(asks),
        shipments=dict(Counter(part.status for _order, part in parts)),
        transfers=_transfers(),
        proofs=_proofs(script),
        releases=dict(Counter(RELEASE_STATES[part.invoice] for _order, part in parts)),
        invoices=dict(
            Counter(
                part.invoice
                for _order, part in parts
                if part.invoice in ("posted", "draft")
            )
        ),
        net={state: round(amount, 2) for state, amount in net.items()},
        orders={order.key: ending(order) for order in ORDERS.values()},
    )


def ending(order) -> list[tuple[str, str, float]]:
    """(status, invoicing, net amount) of each shipment of an order."""
    return sorted((part.status, part.invoice, order.net(part)) for part in order.parts)


def _transfers() -> dict:
    """Done: one for each shipment. What is left of an order waits in one more."""
    found: Counter = Counter()
    for order in ORDERS.values():
        found["done"] += len(order.parts)
        shipped = sum(
            quantity for p in order.parts for _sku, quantity in order.goods(p)
        )
        if shipped < sum(quantity for _sku, quantity in order.lines):
            in_stock = all(sku in STOCK for sku, _quantity in order.lines)
            found["assigned" if in_stock else "confirmed"] += 1
    return dict(found)


def _proofs(script: Script) -> dict:
    """Parcels with a signature, and with a signed document."""
    scans = [scan for a in script.actions for scan in a["content"].get("scans", ())]
    signed = {scan["parcel"] for scan in scans if scan.get("signed_by")}
    papers = {scan["parcel"] for scan in scans if scan.get("document")}
    return {"signatures": len(signed), "documents": len(papers)}


def _sum(script: Script, name: str) -> int:
    return sum(getattr(consequence, name) for consequence in script.consequences)
