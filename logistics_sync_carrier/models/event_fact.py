# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from datetime import datetime

from .shipment_package import tracking_key

NOTICE_SCHEMA = "shipment_notice/"
FACT_COLUMNS = (
    "id",
    "company_id",
    "connector_id",
    "message_id",
    "classifier",
    "occurred_at",
    "occurred_offset",
    "occurred_precision",
    "received_at",
    "correlation_id",
    "res_model",
    "res_id",
    "canonical",
)


def read_references(canonical):
    """{kind: value} of the references a canonical document gives."""
    found = {}
    for kind, value in ((canonical or {}).get("references") or {}).items():
        value = tracking_key(value) if kind == "tracking_number" else value
        if value and value.strip():
            found[kind] = value.strip()
    return found


@dataclass(slots=True)
class EventFact:
    """What handlers need of one event, read once and without copies.

    Events come by the thousand: a record's JSON field is copied at every access.
    """

    id: int
    company_id: int
    connector_id: int
    message_id: int
    classifier: str | None
    occurred_at: datetime | None
    occurred_offset: int | None
    occurred_precision: str | None
    received_at: datetime | None
    correlation_id: str | None
    res_model: str | None
    res_id: int | None
    canonical: dict
    references: dict[str, str] = field(init=False)

    def __post_init__(self):
        self.canonical = self.canonical or {}
        self.references = read_references(self.canonical)

    @classmethod
    def from_row(cls, event_id, row):
        """The fact of an event that was stored a moment ago; no document has it yet."""
        return cls(event_id, *(row.get(name) for name in FACT_COLUMNS[1:]))

    @property
    def is_notice(self):
        return (self.canonical.get("schema") or "").startswith(NOTICE_SCHEMA)

    @property
    def shipment_id(self):
        return self.res_id if self.res_model == "logistics.shipment" else None
