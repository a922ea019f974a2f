# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.ranking import ACTUAL


class LogisticsSyncHandler(models.AbstractModel):
    """Reports of what a person vouched for confirm it; they are no second fact."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _record_milestones(self, facts, linked, shipments):
        met = self._meet_evidence(facts, linked, shipments)
        rest = [fact for fact in facts if fact.id not in met]
        outcomes = super()._record_milestones(rest, linked, shipments) if rest else {}
        return outcomes | met

    @api.model
    def _meet_evidence(self, facts, linked, shipments):
        """{event id: Outcome} of the reports that meet evidence recorded by hand."""
        evidence = self.env["logistics.manual.evidence"].sudo()
        watched = evidence._find_watched(shipments) if evidence._is_used() else {}
        if not watched:
            return {}
        legs = self._get_legs(self.env["logistics.shipment"].browse(watched))
        packages = self._get_packages(
            [fact for fact in facts if linked[fact.id].id in watched]
        )
        met = {}
        for fact in facts:
            shipment_id = linked[fact.id].id
            if shipment_id not in watched or (fact.classifier or ACTUAL) != ACTUAL:
                continue
            # The delivery of a carrier on the way is a hand-over, no delivery.
            __, is_final = self._find_leg(fact.canonical, legs.get(shipment_id))
            if not is_final:
                continue
            package = None
            if not fact.is_notice:
                number = fact.references.get("tracking_number")
                package = packages.get((shipment_id, number))
            outcome = watched[shipment_id]._meet(fact, package)
            if outcome:
                met[fact.id] = outcome
        return met
