# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a document that just came is about: how urgent, in which lane, in which order.

A look into the bytes, long before they are decoded and checked. It never fails: of
what it cannot read it says what was agreed for the partner as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# Larger documents hold many facts; their partner's own priority is the right one.
LARGEST_PEEK = 65_536
_X12_HEAD = b"ISA"
_EDIFACT_HEADS = (b"UNA", b"UNB")
_ORDER_KEY_LENGTH = 128


class Route(NamedTuple):
    """Where a document goes: smaller priorities first, equal keys in their order."""

    priority: int
    channel: str
    order_key: str | None = None


@dataclass(frozen=True)
class DocumentRule:
    """What was agreed for one kind of document; None leaves it to the others."""

    priority: int | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Reader:
    """Where the facts of a JSON document are, and in each of them the status codes."""

    facts_of: Callable[[Any], Any] | None
    codes_of: tuple[Callable[[Any], Any], ...]


@dataclass(frozen=True)
class Plan:
    """What is agreed with a partner, compiled once.

    ``kinds`` and ``codes`` give the priority of our event types and of the partner's
    own status codes, which ``readers`` find; ``type_of`` tells what the partner calls
    a document, for which there may be ``rules``; ``order_of`` what it is about.
    """

    default: Route
    kinds: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    readers: tuple[Reader, ...] = ()
    rules: Mapping[str, DocumentRule] = field(default_factory=dict)
    type_of: Callable[[Any], Any] | None = None
    order_of: Callable[[Any], Any] | None = None

    @property
    def is_blind(self) -> bool:
        """Whether every document takes the same way, so that none is looked into."""
        tells = any((self.kinds, self.codes, self.rules))
        return not tells and self.order_of is None

    def find_route(self, body: bytes, document_format: str) -> Route:
        """The way of one document."""
        if self.is_blind or len(body) > LARGEST_PEEK:
            return self.default
        if document_format == "json":
            return self._find_json(body)
        if document_format in ("x12", "edifact"):
            return self._find_edi(body)
        return self.default

    # ----------------------------------------------------------------- JSON
    def _find_json(self, body: bytes) -> Route:
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return self.default
        found, types, keys = [], [], set()
        for told in document if isinstance(document, list) else [document]:
            one = _unwrap(told)
            types.append(_ask(self.type_of, one))
            keys.add(_ask(self.order_of, one))
            found += self._find_priorities(one)
        return self._decide(found, types, keys.pop() if len(keys) == 1 else None)

    def _find_priorities(self, document: Any) -> Iterator[int]:
        if _is_canonical(document):
            kind = _text(document["event_type"])
            if kind in self.kinds:
                yield self.kinds[kind]
            return
        for reader in self.readers:
            for fact in _list_facts(reader, document):
                codes = (_ask(find, fact) for find in reader.codes_of)
                yield from (self.codes[code] for code in codes if code in self.codes)

    # ------------------------------------------------------------------ EDI
    def _find_edi(self, body: bytes) -> Route:
        pattern = _find_pattern(body)
        if pattern is None:
            return self.default
        types, codes = [], []
        for kind, code in pattern.findall(body):
            (types if kind else codes).append((kind or code).decode("ascii"))
        found = [self.codes[code] for code in codes if code in self.codes]
        return self._decide(found, types, None)

    # ------------------------------------------------------------- decision
    def _decide(
        self,
        priorities: list[int],
        types: Sequence[str | None],
        order_key: str | None,
    ) -> Route:
        """The most urgent of all that was found; agreed kinds go before facts."""
        rules = [self.rules[name] for name in types if name and name in self.rules]
        agreed = [rule.priority for rule in rules if rule.priority is not None]
        lanes = [rule.channel for rule in rules if rule.channel]
        return Route(
            min(agreed or priorities or [self.default.priority]),
            lanes[0] if lanes else self.default.channel,
            order_key or self.default.order_key,
        )


def _is_canonical(document: Any) -> bool:
    return (
        isinstance(document, dict) and "event_type" in document and "schema" in document
    )


def _unwrap(document: Any) -> Any:
    """What a structured CloudEvent holds; anything else is what it is."""
    is_envelope = isinstance(document, dict) and "specversion" in document
    return document.get("data") if is_envelope else document


def _list_facts(reader: Reader, document: Any) -> list[Any]:
    if reader.facts_of is None:
        return [document]
    try:
        facts = reader.facts_of(document)
    except ValueError:
        return []
    return facts if isinstance(facts, list) else []


def _ask(find: Callable[[Any], Any] | None, document: Any) -> str | None:
    if find is None:
        return None
    try:
        return _text(find(document))
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    """A short text or number as text; of anything else nothing is told."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()[:_ORDER_KEY_LENGTH] or None


def _find_pattern(body: bytes) -> re.Pattern[bytes] | None:
    """(kind of document, status code) in an interchange, by its own delimiters."""
    start = body.lstrip()
    if start.startswith(_X12_HEAD) and len(start) > 4:
        mark = re.escape(start[3:4])
        return re.compile(
            rb"(?:^|[^A-Z0-9])(?:ST"
            + mark
            + rb"(\d{3})|AT7"
            + mark
            + rb"([A-Z0-9]{2}))"
        )
    if start.startswith(_EDIFACT_HEADS):
        una = start.startswith(b"UNA") and len(start) >= 9
        part, mark = (start[3:4], start[4:5]) if una else (b":", b"+")
        part, mark = re.escape(part), re.escape(mark)
        no_mark = rb"[^" + mark + rb"]*"
        return re.compile(
            rb"(?:^|[^A-Z0-9])(?:UNH" + mark + no_mark + mark + rb"([A-Z]{6})"
            rb"|STS" + mark + no_mark + mark + rb"([A-Z0-9]{1,3}))"
        )
    return None
