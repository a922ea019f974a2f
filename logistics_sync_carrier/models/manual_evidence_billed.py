# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .manual_evidence import DIFFERS


class LogisticsManualEvidence(models.Model):
    """What was billed on evidence that does not hold is a question for finance."""

    _inherit = "logistics.manual.evidence"

    def action_accept_partner(self):
        result = super().action_accept_partner()
        self.sudo()._ask_about_invoices()
        return result

    def _ask_about_invoices(self):
        """What was billed for a fact that never happened is not forgotten.

        Where the partner only tells another time of it, the goods were delivered.
        """
        for evidence in self:
            told = (evidence.partner_event_id.canonical or {}).get("milestone")
            billed = evidence.shipment_id.invoice_ids.filtered(
                lambda move: (
                    move.state != "cancel"
                    and move.move_type == "out_invoice"
                    and move.payment_state != "reversed"
                )
            )
            if told == evidence.code or not billed:
                continue
            self.env["logistics.sync.exception"]._raise_for(
                DIFFERS,
                self.env._(
                    "%(invoices)s rests on evidence that does not hold "
                    "(%(evidence)s). Credit it, delete it while it is a draft, or "
                    "say why it stands.",
                    invoices=", ".join(billed.mapped("display_name")),
                    evidence=evidence.display_name,
                ),
                connector=evidence.connector_id,
                subject=evidence,
                record=evidence.shipment_id,
                amount=sum(billed.mapped("amount_total_signed")),
                currency=evidence.company_id.currency_id,
            )
