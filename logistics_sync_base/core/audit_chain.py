# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hash links of the audit trail, checked without the database that wrote them.

An entry's digest covers its text; a seal covers the digests of its entries, in order,
and the seal before it. Whoever changes one entry has to change every later seal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What stands before the first seal.
BEGINNING = ""


@dataclass(frozen=True)
class Finding:
    """What is wrong: ``kind`` is changed, missing, unsealed or broken_link."""

    kind: str
    seal_id: int
    entry_id: int | None = None


def digest_of(text: str) -> str:
    """Hex SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_of(previous: str, digests: Iterable[str]) -> str:
    """The hash of a seal over these digests, tied to the one before."""
    return digest_of(previous + "".join(digests))


def check_seal(
    seal: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    """Findings of one seal and its entries, which come in the order of their ids.

    A seal has ``id``, ``count``, ``previous`` and ``hash``; an entry ``id``, ``text``
    and ``digest``.
    """
    for entry in entries:
        if digest_of(entry["text"]) != entry["digest"]:
            yield Finding("changed", seal["id"], entry["id"])
    if len(entries) != seal["count"]:
        yield Finding("missing", seal["id"])
    digests = [entry["digest"] for entry in entries]
    if seal_of(seal["previous"], digests) != seal["hash"]:
        yield Finding("broken_link", seal["id"])


def check_links(
    seals: Iterable[Mapping[str, Any]], previous: str | None = None
) -> Iterator[Finding]:
    """Findings of seals that do not follow each other.

    ``previous`` is the hash of the seal before the first one; None: not known.
    """
    for seal in seals:
        if previous is not None and seal["previous"] != previous:
            yield Finding("broken_link", seal["id"])
        previous = seal["hash"]


def check_export(lines: Iterable[str]) -> list[Finding]:
    """Findings of an exported trail: one JSON object a line, each seal after its own.

    Raises ValueError for a line that is no object of an export.
    """
    findings: list[Finding] = []
    entries: list[Mapping[str, Any]] = []
    seals: list[Mapping[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, dict) or row.get("type") not in ("entry", "seal"):
            raise ValueError("An export holds entries and seals only.")
        if row["type"] == "entry":
            entries.append(row)
            continue
        findings += check_seal(row, entries)
        seals.append(row)
        entries = []
    findings += [Finding("unsealed", 0, entry["id"]) for entry in entries]
    return findings + list(check_links(seals))
