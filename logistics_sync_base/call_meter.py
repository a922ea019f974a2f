# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Measures one piece of work with a partner: how many calls, how long each side took.

It travels in the context of the records that do the work.
"""

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONTEXT_KEY = "logistics_sync_meter"


@dataclass(eq=False)
class Meter:
    """``began`` once the partner's side was touched; ``error`` as a poll met it."""

    began: bool = False
    calls: int = 0
    partner_ms: float = 0.0
    network_ms: float = 0.0
    error: Exception | None = None

    @contextlib.contextmanager
    def cover(self):
        """All of an adapter's work; it is the partner's time where no call was told.

        Only calls through the network door are told one by one.
        """
        self.began = True
        start = time.monotonic()
        try:
            yield
        finally:
            if not self.calls:
                self.partner_ms += (time.monotonic() - start) * 1000

    def tell_network(self, milliseconds):
        """So much of the call that is being measured was not the partner's doing."""
        self.network_ms += milliseconds
        self.partner_ms -= milliseconds

    @contextlib.contextmanager
    def measure(self):
        """One call over the wire, however it ends."""
        self.calls += 1
        start = time.monotonic()
        try:
            yield
        finally:
            self.partner_ms += (time.monotonic() - start) * 1000


@contextlib.contextmanager
def measuring(env):
    """One call over the wire, told to the meter in the context if there is one.

    Gives the meter, or one that nobody reads.
    """
    meter = env.context.get(CONTEXT_KEY) or Meter()
    with meter.measure():
        yield meter


@dataclass(frozen=True, eq=False)
class Passage:
    """Leave to call a partner; ``connector`` is the one whose gate was passed.

    ``waited`` are milliseconds: ``limit_ms``, ``breaker_ms``, ``queue_ms``.
    """

    connector: Any
    call: str
    is_probe: bool = False
    had_failures: bool = False
    is_limited: bool = False
    waited: Mapping[str, int] = field(default_factory=dict)
    meter: Meter = field(default_factory=Meter)
