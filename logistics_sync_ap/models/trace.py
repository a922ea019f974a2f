# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class LogisticsSyncTrace(models.AbstractModel):
    """From the purchase order over its receipts to the bill and its payment."""

    _inherit = "logistics.sync.trace"

    @api.model
    def _get_number_fields(self):
        known = super()._get_number_fields()
        ours = {
            "purchase.order": ["name", "partner_ref"],
            "stock.picking": ["name"],
            "account.move": ["name", "ref", "payment_reference"],
            "account.payment": ["name", "memo"],
        }
        for model, names in ours.items():
            known[model] = list(dict.fromkeys([*known.get(model, []), *names]))
        return known

    @api.model
    def _get_traced_domain(self, model):
        """A payment is found itself; the entry that books it has the same name."""
        domain = super()._get_traced_domain(model)
        if model == "account.move":
            domain &= Domain("move_type", "!=", "entry")
        return domain

    @api.model
    def _get_stages(self):
        return [
            ("purchase.order", self.env._("Purchase Orders"), "state", "date_order"),
            *super()._get_stages(),
            # Only where no other addon tells of them.
            ("stock.picking", self.env._("Transfers"), "state", "date_done"),
            ("account.move", self.env._("Invoices and Bills"), "state", "invoice_date"),
            ("account.payment", self.env._("Payments"), "state", "date"),
        ]

    @api.model
    def _get_neighbours(self, records):
        tied = super()._get_neighbours(records)
        if records._name == "purchase.order":
            tied += [records.picking_ids, records.invoice_ids]
        elif records._name == "stock.picking":
            tied += [records.move_ids.purchase_line_id.order_id]
        elif records._name == "account.move":
            tied += [
                records.line_ids.purchase_line_id.order_id,
                records.matched_payment_ids,
                records._get_reconciled_payments(),
                records.reversal_move_ids,
                records.reversed_entry_id,
            ]
        elif records._name == "account.payment":
            tied += [records.reconciled_invoice_ids, records.reconciled_bill_ids]
        return tied
