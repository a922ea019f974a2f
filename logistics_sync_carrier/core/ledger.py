# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which invoice line has billed which moved quantity.

Invoice lines claim quantities, stock moves offer them. An entry joins the two. All
quantities are in the unit of the sales order line.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Slot:
    """What one part of one move offers; ``part`` is a shipment line or None."""

    move: int
    part: int | None
    size: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """What one invoice line bills, net of its credits; ``parts`` are taken first."""

    key: int
    quantity: Decimal
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity of one move that one invoice line has billed."""

    key: int
    claim: int | None
    move: int
    part: int | None
    quantity: Decimal


@dataclass(slots=True)
class Plan:
    """What has to change: {entry: quantity to release}, [(claim, slot, quantity)]."""

    releases: dict[int, Decimal] = field(default_factory=dict)
    grants: list[tuple[int, Slot, Decimal]] = field(default_factory=list)


def plan(
    claims: Sequence[Claim],
    slots: Sequence[Slot],
    entries: Sequence[Entry],
    capacity: Mapping[int, Decimal],
) -> Plan:
    """Bring the entries in line with the claims.

    Too much is released, newest first; too little is granted from the parts a claim
    prefers, then in the order of the slots. ``capacity`` is what each move offers in
    all: entries of a move never exceed it through a grant.
    """
    result = Plan()
    held = _release_surplus(claims, entries, result)
    left = dict(capacity)
    used: dict[tuple[int, int | None], Decimal] = defaultdict(Decimal)
    for entry in entries:
        rest = entry.quantity - result.releases.get(entry.key, ZERO)
        left[entry.move] = left.get(entry.move, ZERO) - rest
        used[entry.move, entry.part] += rest
    for claim in claims:
        need = claim.quantity - held.get(claim.key, ZERO)
        for slot in sorted(slots, key=lambda slot: slot.part not in claim.parts):
            free = min(
                slot.size - used[slot.move, slot.part], left.get(slot.move, ZERO)
            )
            taken = min(need, free)
            if taken <= ZERO:
                continue
            result.grants.append((claim.key, slot, taken))
            used[slot.move, slot.part] += taken
            left[slot.move] -= taken
            need -= taken
    return result


def _release_surplus(
    claims: Sequence[Claim], entries: Sequence[Entry], result: Plan
) -> dict[int | None, Decimal]:
    wanted: dict[int | None, Decimal] = {claim.key: claim.quantity for claim in claims}
    held: dict[int | None, Decimal] = defaultdict(Decimal)
    for entry in entries:
        held[entry.claim] += entry.quantity
    for entry in sorted(entries, key=lambda entry: entry.key, reverse=True):
        surplus = held[entry.claim] - max(wanted.get(entry.claim, ZERO), ZERO)
        given_up = min(surplus, entry.quantity)
        if given_up > ZERO:
            result.releases[entry.key] = given_up
            held[entry.claim] -= given_up
    return held


def net_claims(
    lines: Sequence[tuple[int, Decimal, Hashable, Hashable | None]],
) -> dict[int, Decimal]:
    """{invoice line: quantity billed and not credited}.

    Lines are (key, signed quantity, document, credited document or None), oldest
    first. A credit takes from the document it reverses, then from the newest.
    """
    claims = {
        key: quantity for key, quantity, _doc, _origin in lines if quantity > ZERO
    }
    document_of = {key: document for key, _quantity, document, _origin in lines}
    for _key, quantity, _document, origin in lines:
        credit = -quantity
        newest_first = sorted(claims, reverse=True)
        newest_first.sort(key=lambda key: document_of[key] != origin)
        for key in newest_first:
            taken = min(credit, claims[key])
            if taken > ZERO:
                claims[key] -= taken
                credit -= taken
    return claims


def free_parts(
    slots: Sequence[Slot], entries: Sequence[Entry], capacity: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """{shipment line: quantity nobody has billed yet}, as far as the moves give."""
    left = dict(capacity)
    used: dict[tuple[int, int | None], Decimal] = defaultdict(Decimal)
    for entry in entries:
        left[entry.move] = left.get(entry.move, ZERO) - entry.quantity
        used[entry.move, entry.part] += entry.quantity
    result = {}
    for slot in slots:
        if slot.part is None:
            continue
        free = min(slot.size - used[slot.move, slot.part], left.get(slot.move, ZERO))
        if free > ZERO:
            result[slot.part] = free
    return result
