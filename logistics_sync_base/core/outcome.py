# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a handler answers for one event."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["done", "skipped", "waiting", "business", "transient", "permanent"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of one consequence for one event; nothing else counts as success.

    ``done`` and ``skipped`` end the step, ``waiting`` parks the event until its
    prerequisite arrives, ``business`` opens an exception for a person,
    ``transient`` is tried again and ``permanent`` goes to the dead letters.
    ``amount`` is the money at stake, in company currency.
    """

    kind: Kind
    code: str | None = None
    message: str | None = None
    res_model: str | None = None
    res_id: int | None = None
    amount: Decimal | None = None
    note: str | None = None

    @property
    def is_final(self) -> bool:
        """True when the step needs no more work."""
        return self.kind in ("done", "skipped")

    @property
    def is_failure(self) -> bool:
        """True when the step did not reach its end and is not merely waiting."""
        return self.kind in ("business", "transient", "permanent")

    @classmethod
    def done(cls, record: Any = None, note: str | None = None) -> Outcome:
        """The step is applied; ``record`` is what it made or changed."""
        return cls("done", note=note, **_identity(record))

    @classmethod
    def skipped(cls, note: str) -> Outcome:
        """The step does not apply to this event; ``note`` says why."""
        return cls("skipped", note=note)

    @classmethod
    def waiting(cls, code: str, message: str, record: Any = None) -> Outcome:
        """The step waits for something that is named by ``code``."""
        return cls("waiting", code=code, message=message, **_identity(record))

    @classmethod
    def business(
        cls,
        code: str,
        message: str,
        record: Any = None,
        amount: Decimal | None = None,
    ) -> Outcome:
        """A person must decide; ``code`` is an exception code."""
        return cls(
            "business", code=code, message=message, amount=amount, **_identity(record)
        )

    @classmethod
    def transient(cls, message: str, code: str = "transient") -> Outcome:
        """The same try may succeed later."""
        return cls("transient", code=code, message=message)

    @classmethod
    def permanent(cls, message: str, code: str = "permanent") -> Outcome:
        """No retry can help."""
        return cls("permanent", code=code, message=message)


def _identity(record: Any) -> dict[str, Any]:
    if not record:
        return {}
    return {"res_model": record._name, "res_id": record.id}
