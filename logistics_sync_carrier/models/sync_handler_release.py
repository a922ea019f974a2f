# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.logistics_sync_base.core.outcome import Outcome


class LogisticsSyncHandler(models.AbstractModel):
    """Judge the invoice releases of the shipments that events are about."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_evaluate_release(self, events):
        """Whether the shipments may be invoiced now; the invoice is made elsewhere."""
        linked = self._get_linked(events)
        shipments = self.env["logistics.shipment"].union(*linked.values())
        releases = self.env["logistics.invoice.release"]._evaluate_for(shipments)
        correlations = {
            shipment: event.correlation_id
            for event in (events if releases else ())
            if (shipment := linked.get(event.id))
        }
        self._note_correlations(releases, correlations)
        notes = {release.shipment_id: release.summary for release in releases}
        outcomes = {}
        for event in events:
            if event.id not in linked:
                outcomes[event.id] = Outcome.skipped(
                    self.env._("Not linked to a shipment.")
                )
                continue
            note = notes.get(linked[event.id])
            outcomes[event.id] = (
                Outcome.done(note=note)
                if note
                else Outcome.skipped(self.env._("No invoicing rule applies."))
            )
        return outcomes

    @api.model
    def _note_correlations(self, releases, correlations):
        """The last fact before the invoice gives it its correlation id."""
        for release in releases:
            wanted = correlations.get(release.shipment_id)
            if (
                wanted
                and release.state in ("waiting", "eligible", "to_approve")
                and release.correlation_id != wanted
            ):
                release.correlation_id = wanted
