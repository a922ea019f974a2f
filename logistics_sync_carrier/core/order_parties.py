# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer, bill-to and ship-to of an inbound order: known, or asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .order_terms import Directory, Document, Fault, Party, Plan, key, tax_key

_ADDRESS_FIELDS = ("street", "street2", "city", "state", "country", "postal_code")
_CLUES = ("partner_code", "code", "gln", "tax_id")


def resolve_parties(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    """Fill in who is who; what cannot be told for sure is a fault."""
    faults = _resolve_customer(order, known, plan)
    faults += _resolve_bill_to(order, known, plan)
    return faults + _resolve_ship_to(order, known, plan)


def _resolve_customer(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    told = order.get("customer") or {}
    party, faults = find_party("customer", told, known)
    own = known.own_customer
    if own and not faults and party and party.root != own.root:
        return [
            Fault("other_customer", "customer", party.name, expected=own.name),
        ]
    if own and not party and all(fault.code == "unknown" for fault in faults):
        # Whatever they call themselves: over this connection nobody else orders.
        party, faults = own, []
    if party:
        plan.customer_id = party.id
    return faults


def _resolve_bill_to(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    told = order.get("bill_to")
    if not told or _same(told, order.get("customer") or {}):
        return []
    party, faults = find_party("bill_to", told, known)
    plan.bill_to_id = party.id if party else None
    return faults


def _same(party: Document, other: Document) -> bool:
    """Whether two parties are told by the same numbers."""
    clues = [(party.get(name), other.get(name)) for name in (*_CLUES, "name")]
    both = [pair for pair in clues if pair[0] and pair[1]]
    return bool(both) and all(key(first) == key(second) for first, second in both)


def find_party(
    place: str, told: Document, known: Directory
) -> tuple[Party | None, list[Fault]]:
    """The one partner that all numbers told of a party agree on."""
    found: dict[int, Party] = {}
    for name in _CLUES:
        value = str(told.get(name) or "").strip()
        candidates = {party.id: party for party in _candidates(name, value, known)}
        if len(candidates) > 1:
            names = ", ".join(sorted(party.name for party in candidates.values()))
            return None, [Fault("ambiguous", f"{place}.{name}", value, expected=names)]
        found.update(candidates)
    if not found:
        name = next((name for name in (*_CLUES, "name") if told.get(name)), None)
        if name is None:
            return None, [Fault("missing", place)]
        value = str(told[name])
        return None, [Fault("unknown", f"{place}.{name}", value, kind="customer")]
    if len({party.root for party in found.values()}) > 1:
        names = ", ".join(sorted(party.name for party in found.values()))
        value = str(next(told[name] for name in _CLUES if told.get(name)))
        return None, [Fault("contradiction", place, value, expected=names)]
    party = next(iter(found.values()))
    if not party.active:
        return None, [Fault("archived", place, party.name, expected=party.name)]
    return party, []


def _candidates(name: str, value: str, known: Directory) -> Iterator[Party]:
    if not value:
        return
    if name == "tax_id":
        yield from known.tax_ids.get(tax_key(value), ())
        return
    if name == "partner_code":
        # Our own number, which the partner gives back to us.
        yield from known.parties.get(key(value), ())
        return
    party_id = known.references.get(("customer", value))
    meaning = known.meaning("customer", value)
    if party_id in known.parties_by_id:
        yield known.parties_by_id[party_id]
    elif meaning:
        yield from known.parties.get(key(meaning), ())


# ------------------------------------------------------------------ ship-to
def _resolve_ship_to(order: Document, known: Directory, plan: Plan) -> list[Fault]:
    told = order.get("ship_to")
    if not told:
        return []
    party, found = find_party("ship_to", told, known)
    if party:
        plan.ship_to_id = party.id
        return []
    if any(fault.code not in ("unknown", "missing") for fault in found):
        return found
    address = told.get("address") or {}
    if not any(address.get(name) for name in _ADDRESS_FIELDS):
        return found
    return _check_address(told, address, known, plan)


def _check_address(
    told: Document, address: Document, known: Directory, plan: Plan
) -> list[Fault]:
    """A new address may be made of what was told, when its country is known."""
    country = str(address.get("country") or "").upper()
    if not country:
        return [Fault("missing", "ship_to.address.country")]
    if country not in known.countries:
        return [Fault("unknown", "ship_to.address.country", country)]
    state = str(address.get("state") or "").strip()
    state_id = known.states.get((country, key(state))) if state else None
    if state and not state_id:
        return [
            Fault("unknown", "ship_to.address.state", state, expected=country),
        ]
    faults = [
        Fault("missing", f"ship_to.address.{name}")
        for name in ("street", "city")
        if not address.get(name)
    ]
    plan.new_address = {
        "name": told.get("name") or address.get("name"),
        "street": address.get("street"),
        "street2": address.get("street2"),
        "city": address.get("city"),
        "zip": address.get("postal_code"),
        "country_id": known.countries[country],
        "state_id": state_id,
        "phone": told.get("phone"),
        "email": told.get("email"),
        "code": told.get("code"),
    }
    return faults


def address_key(values: dict[str, Any]) -> tuple[str, ...]:
    """By what an address is known again, whatever its spaces and case."""
    names = ("name", "street", "street2", "city", "zip", "country_id", "state_id")
    return tuple(
        " ".join(str(values.get(name) or "").lower().split()) for name in names
    )
