# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What adapters hand over and bring back: plain data, no records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

Kind = Literal["success", "waiting", "transient", "permanent", "business"]


@dataclass(frozen=True)
class Document:
    """One document a partner has for us, with its bytes unchanged.

    ``key`` identifies it at this connector for ever: the same document taken twice
    has the same key. ``handle`` is the adapter's own, to settle it with later.
    """

    body: bytes
    key: str
    content_type: str | None = None
    file_name: str | None = None
    format: str | None = None
    correlation_id: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    handle: Any = None


@dataclass(frozen=True)
class Delivery:
    """What came of sending one message. There is no result that means nothing.

    ``request`` and ``response`` are texts for people, masked by the adapter;
    ``retry_after`` is in seconds; ``external_id`` is the partner's own number.
    """

    kind: Kind
    text: str | None = None
    code: str | None = None
    external_id: str | None = None
    status: int | None = None
    retry_after: float | None = None
    request: str | None = None
    response: str | None = None
    # Set by the driver: the call_meter.Passage it was sent with, and whether it is
    # open if the partner has carried out what it was asked for.
    passage: Any = None
    is_unknown: bool = False

    @classmethod
    def success(cls, **values) -> Self:
        """The partner has it: the transport said so."""
        return cls("success", **values)

    @classmethod
    def waiting(cls, **values) -> Self:
        """It lies where the partner fetches it; only its word makes it a success."""
        return cls("waiting", **values)

    @classmethod
    def transient(cls, text: str, **values) -> Self:
        """Not now; the same bytes may pass later."""
        return cls("transient", text, **values)

    @classmethod
    def permanent(cls, text: str, **values) -> Self:
        """Never: repeating it is pointless."""
        return cls("permanent", text, **values)

    @classmethod
    def business(cls, code: str, text: str, **values) -> Self:
        """A person has to decide; ``code`` is of the exception catalogue."""
        return cls("business", text, code, **values)

    def noting(self, **values) -> Self:
        """The same result with more told about it."""
        return replace(self, **values)


@dataclass(frozen=True)
class Enquiry:
    """What the partner knows of a document under our reference.

    ``external_id`` is its own number where it tells one; ``request`` and ``response``
    are texts for people, masked by the adapter.
    """

    found: bool
    external_id: str | None = None
    status: int | None = None
    request: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class Check:
    """The answer to "Test connection": one sentence a person understands."""

    ok: bool
    sentence: str
    latency_ms: int | None = None
