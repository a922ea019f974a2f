# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncEvent(models.Model):
    """Shipments that moved, conditions that were met and what was invoiced."""

    _inherit = "logistics.sync.event"

    def _get_effects(self):
        effects = super()._get_effects()
        milestones = (
            self.env["logistics.shipment.milestone"]
            .sudo()
            .search([("event_id", "=", self.id)])
        )
        moved = [self._get_milestone_effect(one) for one in milestones]
        if moved:
            # The shipment it is about is named with what happened to it.
            effects = [e for e in effects if e["kind"] != "Shipment"]
        effects = moved + effects
        shipments = milestones.shipment_id
        document = self._get_document()
        if document and document._name == "logistics.shipment":
            shipments |= document.sudo()
        for order in shipments.sale_order_ids:
            effects.append(self._get_effect(self.env._("Order"), order))
        effects += self._get_release_effects(shipments)
        return effects

    def _get_milestone_effect(self, milestone):
        shipment = milestone.shipment_id
        name = milestone.type_id.name
        if milestone.package_id and len(shipment.package_ids) > 1:
            name = f"{name} ({milestone.package_id.display_name})"
        if not milestone.moved_state:
            text = self.env._("Noted on the timeline of")
            return self._get_effect(text, shipment, after=name)
        earlier = shipment.milestone_ids.filtered(
            lambda one: (
                one.moved_state
                and one.id < milestone.id
                and one.package_id == milestone.package_id
            )
        ).sorted("id")
        text = self.env._("Moved")
        return self._get_effect(text, shipment, earlier[-1:].type_id.name, name)

    def _get_release_effects(self, shipments):
        """What this fact was the proof for, and the invoices that followed."""
        lines = shipments.invoice_release_ids.line_ids.filtered(
            lambda line: line.event_id == self
        )
        if not lines:
            return []
        labels = dict(lines._fields["kind"]._description_selection(self.env))
        effects = [
            self._get_effect(
                self.env._("Proof for invoicing"),
                line.release_id,
                after=labels.get(line.kind, line.kind),
            )
            for line in lines
        ]
        invoices = lines.release_id.invoice_ids
        text = self.env._("Invoice")
        return effects + [self._get_effect(text, invoice) for invoice in invoices]
