# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is different between two setups, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

# Names that tell entries of a list apart, the first that an entry has.
_KEYS = ("key", "name", "target", "code")


class Difference(NamedTuple):
    """One place: ``kind`` is created, changed or removed; values are JSON values."""

    path: tuple[str, ...]
    kind: str
    before: Any
    after: Any


def find_differences(before: Any, after: Any) -> list[Difference]:
    """All differences in the order of their names; entries of lists by their key."""
    return _compare(before, after, ())


def spell_out(differences: Iterable[Difference]) -> Iterator[Difference]:
    """The same with each value of what is created, so that nothing comes unseen.

    Values that say nothing are left out.
    """
    for one in differences:
        yield from _spell_one(one)


def _spell_one(one: Difference) -> list[Difference]:
    entries = _get_entries(one.after) if one.kind == "created" else None
    found = []
    for name, value in (entries or {}).items():
        if name != "key" and value not in (None, False, 0, "", [], {}):
            path = (*one.path, str(name))
            found += _spell_one(Difference(path, "created", None, value))
    return found or [one]


def _get_entries(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, list):
        return _by_key(value)
    # What names another record is one value.
    if isinstance(value, Mapping) and not value.keys() <= {"name", "digest"}:
        return value
    return None


def _compare(before: Any, after: Any, path: tuple[str, ...]) -> list[Difference]:
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _compare_by_name(before, after, path)
    if isinstance(before, list) and isinstance(after, list):
        old, new = _by_key(before), _by_key(after)
        if old is not None and new is not None:
            found = _compare_by_name(old, new, path)
            # The same entries in another order.
            return found or [Difference(path, "changed", list(old), list(new))]
    kind = "created" if _is_empty(before) else "changed"
    return [Difference(path, "removed" if _is_empty(after) else kind, before, after)]


def _compare_by_name(
    before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str, ...]
) -> list[Difference]:
    found = []
    for name in dict.fromkeys([*before, *after]):
        found += _compare(before.get(name), after.get(name), (*path, str(name)))
    return found


def _by_key(entries: list[Any]) -> dict[str, Any] | None:
    """{key: entry}, or None where entries have none or share one."""
    found: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            return None
        key = next((str(entry[name]) for name in _KEYS if entry.get(name)), None)
        if key is None or key in found:
            return None
        found[key] = entry
    return found


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []
