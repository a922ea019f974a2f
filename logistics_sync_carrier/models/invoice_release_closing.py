# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import api, fields, models


class LogisticsInvoiceRelease(models.Model):
    """What is written down when an invoice was made, failed or was taken back."""

    _inherit = "logistics.invoice.release"

    def _close_with(self, invoices):
        for release in self:
            mine = invoices.filtered(
                lambda move, ship=release.shipment_id: ship in move.shipment_ids
            )
            release.write(
                {
                    "state": "invoiced" if mine else "nothing",
                    "note": False if mine else self.env._("No goods left to invoice."),
                    "invoice_ids": [fields.Command.link(move.id) for move in mine],
                    "invoiced_at": fields.Datetime.now(),
                    "error": False,
                    "waiting_for": False,
                    "waiting_since": False,
                }
            )
        invoices._attach_proof_of_delivery()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._resolve_questions()

    def _close_without_invoice(self):
        for release in self:
            by_hand = release.shipment_id.invoice_ids.filtered(
                lambda move: move.state != "cancel"
            )
            names = ", ".join(move.display_name for move in by_hand)
            release.write(
                {
                    "state": "nothing",
                    "invoice_ids": [fields.Command.set(by_hand.ids)],
                    "error": False,
                    "note": self.env._("Everything is invoiced already: %s", names)
                    if by_hand
                    else self.env._("No goods left to invoice."),
                }
            )
        self._resolve_questions()

    def _note_failure(self, error):
        reason = self._get_reason(error)
        self.write(
            {
                "state": "failed",
                "error": reason,
                "attempt_count": self.attempt_count + 1,
            }
        )
        self.env["logistics.sync.exception"]._raise_for(
            "invoice_failed",
            self.env._(
                "Shipment %(shipment)s could not be invoiced: %(reason)s",
                shipment=self.shipment_id.name,
                reason=reason,
            ),
            company=self.company_id,
            record=self,
            amount=self.amount,
            currency=self.currency_id,
        )

    @api.model
    def _get_reason(self, error):
        if isinstance(error, psycopg2.errors.CheckViolation):
            return self.env._(
                "A line of the invoice has no account. Set an income account on the "
                "product, its category or the journal."
            )
        lines = str(error).strip().splitlines()
        return lines[0] if lines else type(error).__name__

    def _resolve_questions(self):
        self.env["logistics.sync.exception"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("open", "in_progress")),
            ]
        )._resolve("fixed")

    def _on_quantity_given_back(self, reason):
        """Nothing of a shipment is billed any more: a person decides what follows.

        Billing it again at once would undo what somebody just credited on purpose.
        """
        done = self.sudo().filtered(
            lambda release: release.state in ("invoiced", "nothing")
        )
        active = (
            self.env["logistics.invoiced.quantity"]
            .sudo()
            .search(
                [("shipment_id", "in", done.shipment_id.ids), ("state", "=", "active")]
            )
        )
        for release in done.filtered(
            lambda release: release.shipment_id not in active.shipment_id
        ):
            release.write(
                {
                    "state": "cancelled",
                    "note": self.env._(
                        "%s. Choose Check Again to invoice the shipment anew.", reason
                    ),
                }
            )
