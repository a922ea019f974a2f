# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core import matching


class LogisticsSyncHandler(models.AbstractModel):
    """Complete events with what Odoo knows about their shipment."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _enrich(self, events):
        result = super()._enrich(events)
        Shipment = self.env["logistics.shipment"]
        facts = events._read_facts()
        found = {
            event_id: shipment.id
            for event_id, shipment in self._get_linked(events, facts).items()
        }
        rest = [fact for fact in facts.values() if fact.id not in found]
        # Only what is certain already: contradictions are for the linking step.
        for event_id, (verdict, package_id) in Shipment._match(rest).items():
            if verdict.result == matching.FOUND:
                found[event_id] = verdict.shipment
                if package_id and not facts[event_id].is_notice:
                    # Nothing is left to do for the linking step; its outcome links.
                    facts[event_id].res_model = Shipment._name
                    facts[event_id].res_id = verdict.shipment
        known = Shipment.browse(set(found.values()))._get_enrichment()
        self._add_enrichment(
            {event_id: known[shipment_id] for event_id, shipment_id in found.items()}
        )
        return result
