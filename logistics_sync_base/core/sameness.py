# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether two documents tell the same fact, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from .identity import is_numbered, object_name, told
from .readable import as_text, label_of

# What is no statement about the fact itself.
_ASIDE = frozenset({"schema", "event_type", "extensions", "notes", "attachments"})
# What two tellings of one fact must agree on, whatever else they say.
_WEIGHTY = (
    "classifier",
    "currency",
    "due_date",
    "invoice_date",
    "items",
    "occurred_at",
    "payment_date",
    "totals",
)
_PLACE = ("city", "state", "country", "postal_code")
_NEWS = ("items", "packages", "proof_of_delivery", "estimated_delivery")


def is_same_fact(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether ``second`` only repeats ``first`` in other words.

    Both are of one partner, type, main number and, where they tell one, moment. Of
    numbered documents the number, the kind, the currency and the total decide. A scan
    must neither contradict the first (references, place) nor add to it (references,
    items, packages, a signature, a new estimate). Other documents tell how things
    stand, so that each of them is news.
    """
    if object_name(first) != object_name(second):
        return False
    if is_numbered(first):
        return _document_key(first) == _document_key(second) and bool(_total(first))
    if object_name(first) != "delivery_event":
        return False
    if first.get("milestone") != second.get("milestone") or not _adds_nothing(
        told(first), told(second)
    ):
        return False
    here, there = first.get("location") or {}, second.get("location") or {}
    return all(
        _plain(here[name]) == _plain(there[name])
        for name in _PLACE
        if here.get(name) and there.get(name)
    )


def differences(
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    minutes: int = 0,
    everything: bool = False,
) -> list[tuple[str, str, str]]:
    """[(field, first value, second value)] where both tell something else.

    Times may differ by ``minutes``; a time known to the day is compared by its day.
    Only what matters to the books and the state is compared, or ``everything``. What
    one of them does not tell is no contradiction.
    """
    here, there = dict(_leaves(told(first))), dict(_leaves(told(second)))
    found = []
    for path in sorted(here.keys() & there.keys()):
        head = path.partition(".")[0]
        if head in _ASIDE or not (everything or head in _WEIGHTY):
            continue
        if head != "occurred_at" and _plain(here[path]) != _plain(there[path]):
            found.append((path, _text(here[path]), _text(there[path])))
    moments = first.get("occurred_at") or {}, second.get("occurred_at") or {}
    if all(moment.get("utc") for moment in moments) and _is_apart(*moments, minutes):
        found.insert(0, ("occurred_at", *(as_text(dict(m)) for m in moments)))
    return found


def readable(path: str) -> str:
    """``items.1.quantity`` as ``Items 1, Quantity``."""
    words: list[str] = []
    for part in path.split("."):
        if part.isdigit() and words:
            words[-1] += f" {part}"
        else:
            words.append(label_of(part))
    return ", ".join(words)


def _adds_nothing(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    here, there = first.get("references") or {}, second.get("references") or {}
    if any(_plain(here.get(name)) != _plain(value) for name, value in there.items()):
        return False
    return all(name not in second or second[name] == first.get(name) for name in _NEWS)


def _document_key(canonical: Mapping[str, Any]) -> list[Any]:
    names = ("number", "kind", "direction", "status", "currency")
    return [*(_plain(canonical.get(name)) for name in names), _total(canonical)]


def _total(canonical: Mapping[str, Any]) -> Any:
    totals = canonical.get("totals") or {}
    return _plain(totals.get("total") or canonical.get("amount"))


def _plain(value: Any) -> Any:
    """Text without case and needless spaces, numbers by their value."""
    if value is None or isinstance(value, bool):
        return value
    text = " ".join(str(value).split()).casefold()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text or None
    return number.normalize() if number.is_finite() else text


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, part in enumerate(value, 1):
            yield from _leaves(part, f"{path}.{place}")
    else:
        yield path, value


def _is_apart(
    first: Mapping[str, Any], second: Mapping[str, Any], minutes: int
) -> bool:
    if "date" in (first.get("precision"), second.get("precision")):
        return _local(first).date() != _local(second).date()
    return abs(_utc(first) - _utc(second)) > timedelta(minutes=minutes)


def _utc(moment: Mapping[str, Any]) -> datetime:
    found = datetime.fromisoformat(str(moment["utc"]).replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _local(moment: Mapping[str, Any]) -> datetime:
    return _utc(moment) + timedelta(minutes=moment.get("offset_minutes") or 0)


def _text(value: Any) -> str:
    return str(value)[:200]
