# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table at the end of the day."""

from dataclasses import fields

from .expectation import Figures

TITLES = {
    "received": "messages received",
    "applied": "facts applied",
    "duplicate": "facts known already",
    "waiting": "facts waiting",
    "refused": "requests turned away",
    "acknowledged": "X12 documents acknowledged",
    "answered": "exceptions that solved themselves",
    "asked_again": "open exceptions seen again",
    "exceptions": "open exceptions",
    "shipments": "shipments",
    "transfers": "transfers",
    "proofs": "proofs of delivery",
    "releases": "invoice releases",
    "invoices": "customer invoices",
    "net": "net amount of invoices",
}


def compare(expected: Figures, found: Figures) -> list[tuple[str, object, object]]:
    """(title, expected, found) of every figure, one row for each state or code."""
    rows = []
    for field in fields(Figures):
        want, have = getattr(expected, field.name), getattr(found, field.name)
        if field.name == "orders":
            same = sum(have.get(key) == want[key] for key in want)
            rows.append(("orders that ended as they should", len(want), same))
        elif isinstance(want, dict):
            rows += [
                (f"{TITLES[field.name]}: {key}", want.get(key, 0), have.get(key, 0))
                for key in sorted(want.keys() | have.keys())
            ]
        else:
            rows.append((TITLES[field.name], want, have))
    return rows


def show(rows: list[tuple[str, object, object]], seconds: float) -> None:
    """Print the table."""
    width = max(len(title) for title, _want, _have in rows) + 2
    print(f"\n{'':{width}}{'expected':>12}{'found':>12}")
    for title, want, have in rows:
        mark = "" if want == have else "   <- differs"
        print(f"{title:{width}}{want:>12}{have:>12}{mark}")
    print(f"{'seconds of the day':{width}}{'< 60':>12}{seconds:>12.1f}", flush=True)


def show_orders(expected: Figures, found: Figures) -> None:
    """Print the orders that ended otherwise."""
    for key, want in expected.orders.items():
        have = found.orders.get(key)
        if have != want:
            print(f"order {key}: expected {want}, found {have}")
