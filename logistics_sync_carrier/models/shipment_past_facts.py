# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.release import Fact
from ..core.rule_comparison import told_at
from .shipment_invoice_facts import EVIDENCE_CODES


class LogisticsShipment(models.Model):
    """Since when a rule could have known what it asks for."""

    _inherit = "logistics.shipment"

    @api.private
    def _get_past_facts(self, kinds):
        """{shipment: {kind: Fact}}: what rules know, each since it was known.

        No rule can invoice before somebody told. When history was loaded says nothing
        about that: it counts from when it happened.
        """
        timeline = self._get_actual_milestones()
        result = {}
        for shipment, answers in self._get_invoice_facts(kinds).items():
            milestones = timeline.get(shipment, shipment.milestone_ids.browse())
            result[shipment] = {
                kind: Fact(
                    fact.met, shipment._get_known_at(kind, fact, milestones, event)
                )
                for kind, (fact, _milestone, event) in answers.items()
            }
        return result

    def _get_known_at(self, kind, fact, milestones, event):
        """When ``fact`` had happened and was told; None when that is not known."""
        if kind == "dispatched":
            # Whoever issues the goods knows it without a partner, and no rule
            # invoices before.
            return self._get_issue_fact().at or fact.at
        if kind == "proof_of_delivery":
            told = self.pod_received_at
            loaded = milestones.filtered("backfill_id").mapped("received_at")
            if told in loaded:
                return self.pod_at or None
        elif kind == "freight_validated":
            told = not event.message_id.backfill_id and event.received_at
        else:
            codes = EVIDENCE_CODES.get(kind, ())
            found = milestones.filtered(lambda one: one.type_id.code in codes)
            told = told_at(
                [(one.package_id.id or None, one._get_told_at()) for one in found],
                self.package_ids.ids,
            )
        return max(fact.at, told) if fact.at and told else fact.at


class LogisticsShipmentMilestone(models.Model):
    _inherit = "logistics.shipment.milestone"

    def _get_told_at(self):
        """When a rule could know it; as it happened where history was loaded."""
        return self.occurred_at if self.backfill_id else self.received_at
