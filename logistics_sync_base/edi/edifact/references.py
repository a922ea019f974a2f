# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reference qualifiers (1153) and what they name in canonical documents."""

from __future__ import annotations

from collections.abc import Mapping

# ``CNI`` stands for the number of the consignment segment itself.
REFERENCE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "tracking_number": ("TN", "AWN", "CW"),
    "pro_number": ("CN", "AAM", "AWB"),
    "bill_of_lading": ("BM", "BH", "MB"),
    "order": ("ON", "VN", "CO", "BO"),
    "delivery": ("DQ", "AAK", "AAJ", "DO", "PK"),
    "shipment": ("SRN", "CNI", "UCN", "AAS", "CU", "FF", "BN"),
}
FIELD_OF_QUALIFIER: Mapping[str, str] = {
    qualifier: field
    for field, qualifiers in REFERENCE_FIELDS.items()
    for qualifier in qualifiers
}
# Identity numbers of packages (GIN 7405): serial shipping containers and barcodes.
PACKAGE_MARKS = frozenset(("BJ", "AW", "BN", "ML"))
