# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A partner's tracking payload, its mapping and its codes, for the tests."""

import base64

from hypothesis import strategies as st

from ..codec.codes import CodeMatch
from ..codec.mapping import Mapping, Rule, compile_mapping

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=10,
)
CODES = {
    ("milestone", "DL"): CodeMatch("delivered", "actual"),
    ("milestone", "EDT"): CodeMatch("eta_updated", "estimated"),
    ("milestone", "BAD"): CodeMatch("no_such_milestone"),
    ("carrier", "ups"): CodeMatch("UPSN"),
    ("uom", "each"): CodeMatch("C62"),
}
RULES = (
    Rule("milestone", "status.code", transform="code", options={"kind": "milestone"}),
    Rule("occurred_at", "when", transform="datetime"),
    Rule("references.tracking_number", "tracking", required=True),
    Rule("references.order", "refs[0].value"),
    Rule(
        "carrier",
        "carrier",
        scope="document",
        transform="code",
        options={"kind": "carrier"},
    ),
    Rule("reason", "status.why"),
    Rule("location.city", "place.city"),
    Rule("location.country", "place.country", transform="country"),
    Rule("proof_of_delivery.signed_by", "pod.name"),
    Rule("proof_of_delivery.document", "pod.file", transform="base64_document"),
    Rule(
        "items",
        "lines[].{sku: article, quantity: qty, uom: unit}",
        transform="items",
        options={"uom_kind": "uom"},
    ),
    Rule("source.event_id", "id"),
)
BATCH = Mapping(rules=RULES, split="events", timezone="America/New_York")
PDF = base64.b64encode(b"%PDF-1.7 proof").decode()
SCAN = {
    "id": "evt-1",
    "status": {"code": "DL", "why": "front door"},
    "when": "2026-11-20T12:05:00",
    "tracking": "TN-700041",
    "refs": [{"value": "S00041"}],
    "place": {"city": "Albany", "country": "USA"},
    "pod": {"name": "J. Doe", "file": PDF},
    "lines": [{"article": "DESK-01", "qty": 2.50, "unit": "each"}],
}


def lookup(kind, code):
    return CODES.get((kind, code))


def map_events(*events, mapping=BATCH):
    """The items of a batch document holding these events."""
    document = {"carrier": "ups", "events": list(events)}
    return compile_mapping(mapping).apply(document, lookup)
