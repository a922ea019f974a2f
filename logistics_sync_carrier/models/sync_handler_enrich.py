# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core import matching


class LogisticsSyncHandler(models.AbstractModel):
    """Complete events with what Odoo knows about their shipment."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _enrich(self, events):
        super()._enrich(events)
        Shipment = self.env["logistics.shipment"]
        linked = self._get_linked(events)
        rest = events.filtered(lambda event: event.id not in linked)
        # Only what is certain already: contradictions are for the linking step.
        found = {
            event_id: Shipment.browse(verdict.shipment)
            for event_id, (verdict, package_id) in Shipment._match(rest).items()
            if verdict.result == matching.FOUND and package_id
        }
        found.update(linked)
        shipments = Shipment.browse({shipment.id for shipment in found.values()})
        facts = shipments._get_enrichment()
        for event in events:
            known = event.enrichment or {}
            if event.id in found:
                event.enrichment = {**known, **facts[found[event.id].id]}
            elif "shipment" in known:
                event.enrichment = dict(known, shipment=None)

