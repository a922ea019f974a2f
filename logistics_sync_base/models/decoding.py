# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import dataclass, field
from typing import Any

from ..codec.codes import CodeMatch
from ..codec.faults import MappedItem


@dataclass
class Decoding:
    """What a document held: canonical items and, for EDI, what to acknowledge."""

    items: list[MappedItem] = field(default_factory=list)
    interchanges: list[tuple[Any, list]] = field(default_factory=list)
    # The version the items were made with; None when no mapping had to act.
    mapping_id: int | None = None


@dataclass
class DecodingContext:
    """All that decoding needs to know of a connector, loaded once for a batch."""

    connector_id: int
    connector_name: str
    timezone: str
    codes: dict
    mapping: Any = None
    layout: Any = None
    group_by: tuple[str, ...] = ()
    partner_schema: Any = None
    mapping_id: int | None = None
    # How names of an XML document are written, and the partner's compiled XSD.
    xml_options: Any = None
    xsd: Any = None
    # What a batch says of itself: see codec.controls.
    controls: Any = None
    # What was agreed about EDI envelopes; None where nothing is checked.
    profile: Any = None
    # What the partner calls a JSON document; None when all are of one kind.
    type_of: Any = None
    by_type: dict = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    # Fields nobody agreed on, and in how many documents: see decoder_drift.
    news: dict[str, int] = field(default_factory=dict)
    # Versions of the partner's documents: read with which context, told by what.
    schema_version: str | None = None
    version_of: Any = None
    versions: dict = field(default_factory=dict)

    def lookup(self, kind, external_code):
        """The CodeLookup of the mapping engine."""
        found = self.codes.get((kind, external_code))
        return CodeMatch(*found) if found else None
