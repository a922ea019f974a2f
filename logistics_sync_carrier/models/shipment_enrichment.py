# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class LogisticsShipment(models.Model):
    _inherit = "logistics.shipment"

    @api.private
    def _get_enrichment(self):
        """{shipment id: what others want to know with an event of it}.

        Read in sets and past the records: this runs for every event of a batch.
        """
        self._flush_enrichment()
        orders, customers = self._read_orders()
        deliveries = self._read_deliveries()
        analysed = self._get_analysed_ids()
        rows = self._read_heads()
        named = {row[1] for row in rows} | set(customers.values())
        partners = self._read_commercial_partners(named - {None})
        enrichment = {}
        for shipment_id, partner_id, values, *carrier in rows:
            values["orders"] = orders.get(shipment_id, [])
            values["deliveries"] = deliveries.get(shipment_id, [])
            values["analytic_accounts"] = (
                self.browse(shipment_id)._get_analytic_accounts()
                if shipment_id in analysed
                else []
            )
            customer = partners.get(customers.get(shipment_id) or partner_id)
            if customer:
                values["customer"] = customer
            if carrier[0] or carrier[1]:
                values["carrier"] = self._prepare_carrier(*carrier)
            enrichment[shipment_id] = values
        return enrichment

    def _flush_enrichment(self):
        self.flush_model(
            [
                *("name", "company_id", "partner_id", "carrier_id", "scac", "service"),
                *("sale_order_ids", "picking_ids"),
            ]
        )
        for model, names in (
            ("sale.order", ["name", "client_order_ref", "partner_id"]),
            ("sale.order.line", ["order_id", "analytic_distribution"]),
            ("stock.picking", ["name"]),
            ("res.partner", ["name", "ref", "commercial_partner_id"]),
            ("res.company", ["name"]),
        ):
            self.env[model].flush_model(names)

    def _read_heads(self):
        """[(shipment id, customer id, its values, carrier id, SCAC, service)]"""
        rows = self.env.execute_query(
            SQL(
                """SELECT s.id, s.partner_id, s.name, s.company_id, c.name,
                          s.carrier_id, s.scac, s.service
                     FROM logistics_shipment s JOIN res_company c ON c.id = s.company_id
                    WHERE s.id = ANY(%s)""",
                self.ids,
            )
        )
        return [
            (
                shipment_id,
                partner_id,
                {
                    "shipment": {"id": shipment_id, "name": name},
                    "company": {"id": company_id, "name": company},
                },
                carrier_id,
                scac,
                service,
            )
            for shipment_id, partner_id, name, company_id, company, carrier_id, scac, (
                service
            ) in rows
        ]

    def _read_orders(self):
        """({shipment id: orders}, {shipment id: customer id of its first order})"""
        orders, customers = {}, {}
        for (
            shipment_id,
            order_id,
            name,
            reference,
            partner_id,
        ) in self.env.execute_query(
            SQL(
                """SELECT r.shipment_id, o.id, o.name, o.client_order_ref, o.partner_id
                     FROM logistics_shipment_sale_order_rel r
                     JOIN sale_order o ON o.id = r.order_id
                    WHERE r.shipment_id = ANY(%s)
                 ORDER BY o.date_order DESC, o.id DESC""",
                self.ids,
            )
        ):
            customers.setdefault(shipment_id, partner_id)
            orders.setdefault(shipment_id, []).append(
                {"id": order_id, "name": name, "customer_reference": reference or None}
            )
        return orders, customers

    def _read_deliveries(self):
        """{shipment id: its transfers}"""
        deliveries = {}
        for shipment_id, picking_id, name in self.env.execute_query(
            SQL(
                """SELECT r.shipment_id, p.id, p.name
                     FROM logistics_shipment_picking_rel r
                     JOIN stock_picking p ON p.id = r.picking_id
                    WHERE r.shipment_id = ANY(%s) ORDER BY p.id DESC""",
                self.ids,
            )
        ):
            deliveries.setdefault(shipment_id, []).append(
                {"id": picking_id, "name": name}
            )
        return deliveries

    def _read_commercial_partners(self, partner_ids):
        """{partner id: the company it belongs to}"""
        return {
            partner_id: {"id": customer_id, "name": name, "reference": ref or None}
            for partner_id, customer_id, name, ref in self.env.execute_query(
                SQL(
                    """SELECT p.id, c.id, c.name, c.ref FROM res_partner p
                         JOIN res_partner c ON c.id = p.commercial_partner_id
                        WHERE p.id = ANY(%s)""",
                    list(partner_ids),
                )
            )
        }

    def _prepare_carrier(self, carrier_id, scac, service):
        carrier = self.env["delivery.carrier"].browse(carrier_id)
        return {
            "name": carrier.name or None,
            "code": scac or None,
            "service": service or None,
        }

    def _get_analysed_ids(self):
        """Those with a cost centre on any order line; mostly there are none."""
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
