# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain


class LogisticsSyncTrace(models.AbstractModel):
    """From the order over transfers, shipments and invoices to the payment."""

    _inherit = "logistics.sync.trace"

    @api.model
    def _get_number_fields(self):
        return {
            **super()._get_number_fields(),
            "sale.order": ["name", "client_order_ref"],
            "stock.picking": ["name", "carrier_tracking_ref"],
            "logistics.shipment": [
                "name",
                "bill_of_lading",
                "pro_number",
                "partner_reference",
                "correlation_id",
            ],
            "logistics.shipment.package": ["tracking_number", "sscc"],
            "account.move": ["name", "ref", "payment_reference"],
            "account.payment": ["name", "memo"],
        }

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
            ("sale.order", self.env._("Orders"), "state", "date_order"),
            ("stock.picking", self.env._("Transfers"), "state", "date_done"),
            ("logistics.shipment", self.env._("Shipments"), "status", "shipped_at"),
            (
                "logistics.shipment.package",
                self.env._("Parcels"),
                "status",
                "delivered_at",
            ),
            (
                "logistics.invoice.release",
                self.env._("Releases for Invoicing"),
                "state",
                None,
            ),
            ("account.move", self.env._("Invoices and Bills"), "state", "invoice_date"),
            ("account.payment", self.env._("Payments"), "state", "date"),
            *super()._get_stages(),
        ]

    @api.model
    def _get_neighbours(self, records):
        tied = super()._get_neighbours(records)
        name = f"_tie_{records._name.replace('.', '_')}"
        tie = getattr(self, name, None)
        return tied + (tie(records) if tie else [])

    def _tie_sale_order(self, orders):
        return [
            orders.picking_ids,
            orders.logistics_shipment_ids,
            orders.invoice_ids,
        ]

    def _tie_stock_picking(self, pickings):
        return [pickings.sale_id, pickings.logistics_shipment_ids]

    def _tie_logistics_shipment(self, shipments):
        return [
            shipments.sale_order_ids,
            shipments.picking_ids,
            shipments.package_ids,
            shipments.invoice_release_ids,
            shipments.invoice_ids,
        ]

    def _tie_logistics_shipment_package(self, packages):
        return [packages.shipment_id]

    def _tie_logistics_invoice_release(self, releases):
        return [releases.shipment_id]

    def _tie_account_move(self, moves):
        return [
            moves.line_ids.sale_line_ids.order_id,
            moves.shipment_ids,
            moves.reversal_move_ids,
            moves.reversed_entry_id,
            moves.matched_payment_ids,
            moves._get_reconciled_payments(),
        ]

    def _tie_account_payment(self, payments):
        return [payments.reconciled_invoice_ids, payments.reconciled_bill_ids]
