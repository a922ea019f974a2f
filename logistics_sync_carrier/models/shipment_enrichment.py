# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    @api.private
    def _get_enrichment(self):
        """{shipment id: what other systems want to know with an event of it}."""
        return {shipment.id: shipment._prepare_enrichment() for shipment in self}

    def _prepare_enrichment(self):
        self.ensure_one()
        orders = self.sale_order_ids
        customer = (orders.partner_id or self.partner_id)[:1].commercial_partner_id
        values = {
            "shipment": {"id": self.id, "name": self.name},
            "company": {"id": self.company_id.id, "name": self.company_id.name},
            "orders": [
                {
                    "id": order.id,
                    "name": order.name,
                    "customer_reference": order.client_order_ref or None,
                }
                for order in orders
            ],
            "deliveries": [
                {"id": picking.id, "name": picking.name} for picking in self.picking_ids
            ],
            "analytic_accounts": self._get_analytic_accounts(),
        }
        if customer:
            values["customer"] = {
                "id": customer.id,
                "name": customer.name,
                "reference": customer.ref or None,
            }
        if self.carrier_id or self.scac:
            values["carrier"] = {
                "name": self.carrier_id.name or None,
                "code": self.scac or None,
                "service": self.service or None,
            }
        return values

    def _get_analytic_accounts(self):
        """Cost centres of the order lines behind the goods, without doubles."""
        found = set()
        for line in self.line_ids.sale_line_id or self.sale_order_ids.order_line:
            for key in line.analytic_distribution or {}:
                found.update(int(part) for part in key.split(",") if part.isdigit())
        accounts = self.env["account.analytic.account"].browse(sorted(found)).exists()
        return [
            {"id": account.id, "name": account.name, "code": account.code or None}
            for account in accounts
        ]
