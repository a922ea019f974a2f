# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One request as it arrived at the web door, and what of it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .headers import header

KEPT_HEADERS = re.compile(r"ce-[a-z0-9]{1,20}", re.ASCII)
MAX_KEPT = 40
MAX_KEPT_LENGTH = 1024
MAX_KEY_LENGTH = 255
# What a database text or a log line cannot hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass
class Arrival:
    """The request: ``body`` are the raw bytes, ``path`` and ``version`` from its URL.

    ``document`` is the body without its content coding, the same bytes where there
    was none; ``notes`` are further facts to keep with the headers. ``credential_id``
    is the token that was shown, 0 where another proof was given; ``began_at`` is when
    we began with it, in seconds of a clock that only counts on; ``gateway_ms`` what it
    took from a gateway of ours to us, None where no such gateway told.
    """

    headers: Mapping[str, str]
    body: bytes
    version: str
    trace: str
    method: str = "POST"
    path: str = ""
    remote_address: str = ""
    document: bytes = b""
    notes: dict[str, str] = field(default_factory=dict)
    credential_id: int = 0
    began_at: float = 0.0
    gateway_ms: int | None = None

    def get(self, name: str) -> str:
        """A header's value, stripped and safe to store; empty when missing."""
        return clean(header(self.headers, name.lower()))

    @property
    def content_type(self) -> str:
        """Media type in lower case, without its parameters."""
        return self.get("content-type").partition(";")[0].strip().lower()

    def get_kept_headers(self) -> dict[str, str]:
        """The headers a replay needs, by the allow-list, in lower case."""
        kept = dict(self.notes)
        for name, value in self.headers.items():
            known = KEPT_HEADERS.fullmatch(name.lower())
            if known and len(kept) < MAX_KEPT:
                kept[name.lower()] = clean(value)[:MAX_KEPT_LENGTH]
        return kept


def clean(text: str) -> str:
    """The text without what neither the database nor a log line can hold."""
    return _CONTROL.sub("", text).strip()
