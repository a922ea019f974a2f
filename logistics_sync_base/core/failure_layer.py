# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where it failed: the source's data, our integration, the wire, or Odoo's rules."""

from __future__ import annotations

SOURCE, INTEGRATION, TRANSPORT, ODOO = "source", "integration", "transport", "odoo"

# By the finer kind of the catalogue; what its data says of a single code comes first.
_BY_KIND = {
    "transport": TRANSPORT,
    "format": INTEGRATION,
    "mapping": INTEGRATION,
    "matching": SOURCE,
    "business": ODOO,
    "posting": ODOO,
}
_BY_CODE = {
    # What the partner's system wrote is wrong in itself.
    **dict.fromkeys(
        (
            "invalid_field",
            "unreadable",
            "total_mismatch",
            "incomplete_file",
            "conflicting_duplicate",
            "document_findings",
            "edi_refused",
            "edi_test_data",
            "edi_ack_unusable",
            "quantity_exceeds_order",
            "quantity_mismatch",
            "status_drift",
        ),
        SOURCE,
    ),
    # Agreed or set up differently on the two sides.
    **dict.fromkeys(
        (
            "no_adapter",
            "no_outbound_transport",
            "no_signing_secret",
            "edi_wrong_partner",
            "edi_unknown_partner",
            "rejected_by_partner",
            "edi_rejected",
            "ownership_conflict",
        ),
        INTEGRATION,
    ),
    "checkpoint_late": SOURCE,
}
# Of these only the failure itself tells.
UNDECIDED = ("dead_letter", "uncatalogued")


def of_code(code: str | None, kind: str | None) -> str | None:
    """The layer of an exception code of a catalogue kind, or None where it depends."""
    if code in UNDECIDED:
        return None
    return _BY_CODE.get(code or "") or _BY_KIND.get(kind or "", INTEGRATION)


def of_delivery(kind: str, status: int | None) -> str | None:
    """The layer of a call without a code: ``kind`` transient or permanent.

    None for anything else. A permanent failure that no partner answered happened
    before anything left.
    """
    if kind == "transient":
        return TRANSPORT
    if kind == "permanent":
        return TRANSPORT if status else INTEGRATION
    return None
