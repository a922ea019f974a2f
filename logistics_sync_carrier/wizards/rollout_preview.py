# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..models.invoice_release import OPEN_STATES
from ..models.rollout_rule import CHECKPOINTS, INVOICE_GUARD, INVOICE_RULES, TRACKING


class LogisticsSyncRolloutPreview(models.TransientModel):
    """Counts transfers, orders and shipments that a switch would concern."""

    _inherit = "logistics.sync.rollout.preview"

    @api.model
    def _get_groups(self, rule):
        yield from super()._get_groups(rule)
        companies = self.env.companies.ids
        transfers = self.env._("Open deliveries")
        for count, *place in self.env.execute_query(
            SQL(
                """SELECT count(*), p.company_id, t.warehouse_id, p.carrier_id
                     FROM stock_picking p
                     JOIN stock_picking_type t ON t.id = p.picking_type_id
                    WHERE p.company_id = ANY(%s) AND t.logistics_create_shipment
                      AND p.state NOT IN ('draft', 'done', 'cancel')
                 GROUP BY 2, 3, 4""",
                companies,
            )
        ):
            yield TRACKING, transfers, self._as_subject(place), count
        orders = self.env._("Orders not invoiced yet")
        for count, *place in self.env.execute_query(
            SQL(
                """SELECT count(*), company_id, warehouse_id, carrier_id
                     FROM sale_order
                    WHERE company_id = ANY(%s) AND state = 'sale'
                      AND invoice_status <> 'invoiced'
                 GROUP BY 2, 3, 4""",
                companies,
            )
        ):
            for feature in (CHECKPOINTS, INVOICE_GUARD):
                yield feature, orders, self._as_subject(place), count
        shipments = self.env._("Shipments that wait for their invoice")
        releases = self.env["logistics.invoice.release"].sudo()
        open_ones = releases.search(
            [("company_id", "in", companies), ("state", "in", OPEN_STATES)]
        ).shipment_id
        for subjects in open_ones._get_rollout_subjects().values():
            yield INVOICE_RULES, shipments, subjects[0], 1

    @api.model
    def _as_subject(self, place):
        return dict(zip(("company", "warehouse", "carrier"), place, strict=True))
