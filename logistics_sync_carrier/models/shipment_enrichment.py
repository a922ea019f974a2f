# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    @api.private
    def _get_enrichment(self):
        """{shipment id: what others want to know with an event of it}."""
        analysed = self._get_analysed_ids()
        return {
            shipment.id: shipment._prepare_enrichment(shipment.id in analysed)
            for shipment in self
        }

    def _get_analysed_ids(self):
        """Those with a cost centre on any order line; mostly there are none."""
        self.env["sale.order.line"].flush_model(["order_id", "analytic_distribution"])
        self.flush_model(["sale_order_ids"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT r.shipment_id
                     FROM logistics_shipment_sale_order_rel r
                     JOIN sale_order_line l ON l.order_id = r.order_id
                    WHERE r.shipment_id = ANY(%s)
                      AND l.analytic_distribution IS NOT NULL""",
                self.ids,
            )
        )
        return {shipment_id for (shipment_id,) in rows}

    def _prepare_enrichment(self, analysed):
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
            "analytic_accounts": self._get_analytic_accounts() if analysed else [],
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
