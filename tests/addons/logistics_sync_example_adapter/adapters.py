# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two versions of an adapter, side by side.

The simulated counter writes one scan a line, fields divided by a bar. Its second format
has a heading line and tells the UTC offset.
"""

import json
from dataclasses import replace

from odoo.addons.logistics_sync_base.adapters.folder import FolderAdapter
from odoo.addons.logistics_sync_base.adapters.registry import register
from odoo.addons.logistics_sync_base.core.times import parse_timestamp

MILESTONES = {"OUT": "out_for_delivery", "OK": "delivered"}


@register
class CounterAdapter(FolderAdapter):
    """Scans as ``number|code|2026-11-20 17:05``, in the time zone of the connector."""

    code = "example_counter"
    name = "Example parcel counter"
    capabilities = frozenset({"poll", "check"})

    def poll(self):
        """Each file as one document of canonical events."""
        for document in super().poll():
            events = [self._as_event(*scan) for scan in self._read_scans(document.body)]
            yield replace(
                document,
                body=json.dumps(events).encode(),
                content_type="application/json",
                format="json",
            )

    def _read_scans(self, body):
        """(number, code, time) of each scan"""
        for line in body.decode().splitlines():
            if line.strip():
                yield line.split("|")[:3]

    def _as_event(self, number, code, time):
        moment = parse_timestamp(time, timezone=self.connector.timezone)
        names = ("shipment", "order", "delivery", "bill_of_lading", "pro_number")
        return {
            "schema": "delivery_event/1.0",
            "event_type": MILESTONES.get(code, "unknown"),
            "milestone": MILESTONES.get(code, "unknown"),
            "classifier": "actual",
            "reason": None,
            "scope": "package",
            "occurred_at": moment.to_canonical(),
            "references": {"tracking_number": number, **dict.fromkeys(names)},
            "location": None,
            "carrier": None,
            "items": [],
            "proof_of_delivery": None,
            "estimated_delivery": None,
        }


@register
class CounterAdapterTwo(CounterAdapter):
    """The same with a heading, and times as ``2026-11-20T17:05:00+01:00``."""

    version = "2"

    def _read_scans(self, body):
        scans = list(super()._read_scans(body))
        return scans[1:]
