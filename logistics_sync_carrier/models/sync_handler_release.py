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
        correlations = {}
        for event in events:
            if event.id in linked:
                correlations.setdefault(event.correlation_id, shipments.browse())
                correlations[event.correlation_id] |= linked[event.id]
        releases = self.env["logistics.invoice.release"]._evaluate_for(shipments)
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
        for correlation_id, shipments in correlations.items():
            releases.filtered(
                lambda release, shipments=shipments, wanted=correlation_id: (
                    release.shipment_id in shipments
                    and release.state in ("waiting", "eligible", "to_approve")
                    and release.correlation_id != wanted
                )
            ).correlation_id = correlation_id
