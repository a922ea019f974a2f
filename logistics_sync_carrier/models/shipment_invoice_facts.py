# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..core.ranking import ACTUAL, TRANSIT_RANKS
from ..core.release import Fact

CUSTOMS_KINDS = ("export_cleared", "customs_cleared")
EVIDENCE_CODES = {
    "delivered": ("delivered", "delivered_exception"),
    "proof_of_delivery": ("pod_received",),
    "export_cleared": ("export_cleared",),
    "customs_cleared": ("customs_cleared",),
}
FREIGHT_EVENTS = ("freight_charge_posted", "rate_adjusted")


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    def _get_invoice_facts(self, kinds):
        """{shipment: {kind: (fact, milestone, event)}}, in sets.

        A time that nobody told stays unknown: the fact is met without a time.
        """
        timeline = self._get_actual_milestones()
        freight = self._get_freight_events() if "freight_validated" in kinds else {}
        no_event = self.env["logistics.sync.event"]
        result = {}
        for shipment in self:
            milestones = timeline.get(shipment, shipment.milestone_ids.browse())
            facts = {
                "goods_issued": (shipment._get_issue_fact(), None),
                "dispatched": shipment._get_dispatch_fact(milestones),
                "delivered": (
                    Fact(shipment._is_delivered(), shipment.delivered_at or None),
                    None,
                ),
                "proof_of_delivery": (shipment._get_proof_fact(), None),
            }
            for kind in CUSTOMS_KINDS:
                facts[kind] = shipment._get_customs_fact(kind, milestones)
            if "tax_validated" in kinds:
                facts["tax_validated"] = (Fact(shipment._has_complete_taxes()), None)
            answers = {}
            for kind, (fact, evidence) in facts.items():
                if evidence is None:
                    evidence = _pick(milestones, EVIDENCE_CODES.get(kind, ()))
                answers[kind] = (fact, evidence, evidence.event_id)
            if events := freight.get(shipment.id):
                fact = Fact(True, events[0].occurred_at or events[0].received_at)
                answers["freight_validated"] = (
                    fact,
                    milestones.browse(),
                    events[0] or no_event,
                )
            result[shipment] = answers
        return result

    def _get_actual_milestones(self):
        milestones = (
            self.env["logistics.shipment.milestone"]
            .sudo()
            .search(
                [("shipment_id", "in", self.ids), ("classifier", "=", ACTUAL)],
                order="occurred_at, id",
            )
        )
        return milestones.grouped("shipment_id")

    def _get_freight_events(self):
        """{shipment id: events that say its freight charges are final}."""
        events = (
            self.env["logistics.sync.event"]
            .sudo()
            .search(
                [
                    ("event_type_id.code", "in", FREIGHT_EVENTS),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "in", ("pending", "done", "waiting")),
                ],
                order="occurred_at, id",
            )
        )
        return events.grouped("res_id")

    def _get_issue_fact(self):
        """The goods of this shipment have left stock."""
        self.ensure_one()
        moves = self.line_ids.move_id.filtered(lambda move: move.state != "cancel")
        if not moves or any(move.state != "done" for move in moves):
            return Fact(False)
        return Fact(True, max(moves.mapped("date")))

    def _get_dispatch_fact(self, milestones):
        self.ensure_one()
        moving = milestones.filtered(
            lambda milestone: (
                milestone.type_id.moves_state
                and milestone.type_id.rank >= TRANSIT_RANKS.start
            )
        )
        if self.status == "cancelled":
            return Fact(False), moving.browse()
        issued = self._get_issue_fact()
        # A transfer completed after the goods moved does not say when they left.
        at = self.shipped_at or (None if moving else issued.at)
        return Fact(bool(moving or self.shipped_at or issued.met), at), moving[:1]

    def _is_delivered(self):
        self.ensure_one()
        return self.status == "delivered" or bool(self.delivered_at)

    def _get_proof_fact(self):
        self.ensure_one()
        met = bool(self.pod_at or self.has_pod)
        return Fact(met, self.pod_at or self.pod_received_at or None)

    def _get_customs_fact(self, kind, milestones):
        """Cleared as a whole, or every package by itself."""
        self.ensure_one()
        cleared = milestones.filtered(lambda fact: fact.type_id.code == kind)
        as_a_whole = cleared.filtered(lambda fact: not fact.package_id)
        if not as_a_whole and (not cleared or self.package_ids - cleared.package_id):
            return Fact(False), cleared.browse()
        evidence = (as_a_whole or cleared)[-1:]
        return Fact(True, evidence.occurred_at or None), evidence

    def _has_complete_taxes(self):
        self.ensure_one()
        lines = self._get_goods_lines()
        return bool(lines) and not any(line._lacks_taxes(strict=True) for line in lines)


def _pick(milestones, codes):
    return milestones.filtered(lambda milestone: milestone.type_id.code in codes)[-1:]
