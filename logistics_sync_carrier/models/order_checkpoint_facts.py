# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..core import checkpoints

WAREHOUSE_EVENTS = ("pick_confirmed", "packed", "shipped")
# What a release still misses, and the steps that will bring it.
SHIPPING = (checkpoints.WAREHOUSE, checkpoints.BOOKED, checkpoints.PICKED_UP)
WAITS_FOR = {
    "goods_issued": (checkpoints.WAREHOUSE,),
    "dispatched": SHIPPING,
    "order_complete": (checkpoints.WAREHOUSE,),
    "delivered": (checkpoints.DELIVERED,),
    "export_cleared": (checkpoints.DELIVERED,),
    "customs_cleared": (checkpoints.DELIVERED,),
    "proof_of_delivery": (checkpoints.POD,),
}


def latest(values):
    """The latest of some times; None when one of them is not known."""
    values = list(values)
    return max(values) if values and all(values) else None


class LogisticsOrderCheckpoint(models.Model):
    """What is known of many orders, with one query a kind of document."""

    _inherit = "logistics.order.checkpoint"

    @api.model
    def _read_orders(self, orders):
        """One dict an order, with what decides which of its steps are needed."""
        return self._query(
            """SELECT o.id, o.name, o.company_id, o.partner_id, o.warehouse_id,
                      o.carrier_id, o.user_id, o.state, o.invoice_status,
                      o.date_order AS confirmed_at,
                      EXISTS (SELECT 1 FROM sale_order_line l
                         JOIN product_product p ON p.id = l.product_id
                         JOIN product_template t ON t.id = p.product_tmpl_id
                        WHERE l.order_id = o.id AND t.type = 'consu'
                          AND l.product_uom_qty > 0) AS has_goods
                 FROM sale_order o WHERE o.id IN %s ORDER BY o.id""",
            orders,
        )

    @api.model
    def _read_transfers(self, orders):
        """{order id: transfers to the customer}, with who confirmed them when."""
        rows = self._query(
            """SELECT p.sale_id AS order_id, p.state, p.create_date AS created_at,
                      p.logistics_confirmation AS confirmation, p.date_done,
                      told.occurred_at, told.received_at, told.connector_id
                 FROM stock_picking p
                 JOIN stock_picking_type t ON t.id = p.picking_type_id
                 LEFT JOIN LATERAL (
                      SELECT e.occurred_at, e.received_at, e.connector_id
                        FROM logistics_sync_event e
                        JOIN logistics_sync_event_type k ON k.id = e.event_type_id
                       WHERE e.state = 'done' AND k.code IN %(codes)s
                         AND ((e.res_model = 'stock.picking' AND e.res_id = p.id)
                           OR (e.res_model = 'logistics.shipment' AND e.res_id IN
                               (SELECT r.shipment_id
                                  FROM logistics_shipment_picking_rel r
                                 WHERE r.picking_id = p.id)))
                       ORDER BY e.received_at, e.id LIMIT 1) AS told ON true
                WHERE p.sale_id IN %(ids)s AND p.state <> 'cancel'
                  AND t.code IN ('outgoing', 'dropship')""",
            orders,
            codes=WAREHOUSE_EVENTS,
        )
        return self._by_order(rows)

    @api.model
    def _read_shipments(self, orders):
        """{order id: its shipments}, with what their timelines say actually happened.

        A fact comes as its time, when it was heard first, and the partner that told it.
        """
        rows = self._query(
            """SELECT r.order_id, s.id, s.status, s.delivered_at, s.has_pod, s.pod_at,
                      s.pod_received_at,
                      (SELECT min(g.create_date) FROM logistics_shipment_package g
                        WHERE g.shipment_id = s.id
                          AND g.tracking_number IS NOT NULL) AS numbered_at,
                      m.booked, m.picked_up, m.delivered, m.signed
                 FROM logistics_shipment_sale_order_rel r
                 JOIN logistics_shipment s ON s.id = r.shipment_id
                 LEFT JOIN LATERAL (
                      SELECT (array_agg(f.fact ORDER BY f.at, f.id)
                                FILTER (WHERE f.rank BETWEEN 1 AND 15
                                        AND f.status = 'planned'))[1] AS booked,
                             (array_agg(f.fact ORDER BY f.at, f.id)
                                FILTER (WHERE f.rank BETWEEN 20 AND 49))[1]
                                AS picked_up,
                             (array_agg(f.fact ORDER BY f.at DESC NULLS LAST, f.id)
                                FILTER (WHERE f.status = 'delivered'))[1] AS delivered,
                             (array_agg(f.fact ORDER BY f.heard, f.id)
                                FILTER (WHERE f.status = 'delivered'
                                        AND f.heard = s.pod_received_at))[1] AS signed
                        FROM (SELECT x.id, x.occurred_at AS at, x.received_at AS heard,
                                     k.rank, k.status,
                                     json_build_array(
                                       to_char(x.occurred_at, 'YYYY-MM-DD HH24:MI:SS'),
                                       to_char(x.received_at, 'YYYY-MM-DD HH24:MI:SS'),
                                       x.connector_id) AS fact
                                FROM logistics_shipment_milestone x
                                JOIN logistics_milestone_type k ON k.id = x.type_id
                               WHERE x.shipment_id = s.id AND k.moves_state
                                 AND x.classifier = 'actual') AS f) AS m ON true
                WHERE r.order_id IN %(ids)s AND s.status <> 'cancelled'""",
            orders,
        )
        return self._by_order(rows)

    @api.model
    def _read_releases(self, orders):
        """{order id: invoice releases of its shipments, with what they miss}"""
        rows = self._query(
            """SELECT r.order_id, l.state, l.eligible_at, l.invoiced_at,
                      ARRAY(SELECT c.kind FROM logistics_invoice_release_line c
                             WHERE c.release_id = l.id) AS demanded,
                      ARRAY(SELECT c.kind FROM logistics_invoice_release_line c
                             WHERE c.release_id = l.id AND NOT COALESCE(c.met, false))
                        AS missing
                 FROM logistics_shipment_sale_order_rel r
                 JOIN logistics_invoice_release l ON l.shipment_id = r.shipment_id
                WHERE r.order_id IN %(ids)s""",
            orders,
        )
        return self._by_order(rows)

    @api.model
    def _read_invoices(self, orders):
        """{order id: its customer invoices that count}"""
        rows = self._query(
            """SELECT DISTINCT l.order_id, m.id, m.state, m.create_date AS made_at,
                      m.logistics_posted_at AS posted_at
                 FROM sale_order_line l
                 JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
                 JOIN account_move_line a ON a.id = r.invoice_line_id
                 JOIN account_move m ON m.id = a.move_id
                WHERE l.order_id IN %(ids)s AND m.move_type = 'out_invoice'
                  AND m.state <> 'cancel'""",
            orders,
        )
        return self._by_order(rows)

    @api.model
    def _read_invoicing_companies(self, orders):
        """{company id: kinds of conditions its invoicing rules demand}"""
        demands = defaultdict(set)
        companies = [False, *orders.company_id.ids]
        rules = (
            self.env["logistics.invoice.rule"]
            .sudo()
            .search([("company_id", "in", companies)])
        )
        for rule in rules:
            demands[rule.company_id.id or None].update(
                rule.condition_ids.mapped("kind")
            )
        return demands

    def _query(self, query, orders, **values):
        """Rows as dicts; ``%s`` or ``%(ids)s`` in the query stand for the orders."""
        ids = tuple(orders.ids)
        sql = SQL(query, ids=ids, **values) if "%(ids)s" in query else SQL(query, ids)
        self.env.cr.execute(sql)
        return self.env.cr.dictfetchall()

    @api.model
    def _by_order(self, rows):
        found = defaultdict(list)
        for row in rows:
            found[row["order_id"]].append(row)
        return found
