# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .rollout_rule import TRACKING


class SaleOrder(models.Model):
    """Where an order belongs, for the rollout."""

    _inherit = "sale.order"

    is_logistics_on = fields.Boolean(
        compute="_compute_is_logistics_on",
        help="Whether shipments and their states are switched on for it.",
    )

    @api.depends("company_id", "warehouse_id", "carrier_id")
    def _compute_is_logistics_on(self):
        rules = self.env["logistics.sync.rollout.rule"]
        on = rules._filter_on(TRACKING, self)
        for order in self:
            order.is_logistics_on = order in on

    @api.private
    def _get_rollout_subjects(self):
        return {
            order.id: [
                {
                    "company": order.company_id.id,
                    "warehouse": order.warehouse_id.id,
                    "carrier": order.carrier_id.id,
                }
            ]
            for order in self
        }


class StockPicking(models.Model):
    """Where a transfer belongs, for the rollout."""

    _inherit = "stock.picking"

    is_logistics_on = fields.Boolean(
        compute="_compute_is_logistics_on",
        help="Whether shipments and their states are switched on for it.",
    )

    @api.depends("company_id", "picking_type_id.warehouse_id", "carrier_id")
    def _compute_is_logistics_on(self):
        rules = self.env["logistics.sync.rollout.rule"]
        on = rules._filter_on(TRACKING, self)
        for picking in self:
            picking.is_logistics_on = picking in on

    @api.private
    def _get_rollout_subjects(self):
        return {
            picking.id: [
                {
                    "company": picking.company_id.id,
                    "warehouse": picking.picking_type_id.warehouse_id.id,
                    "carrier": picking.carrier_id.id,
                }
            ]
            for picking in self
        }


class LogisticsShipment(models.Model):
    """Where a shipment belongs: to every warehouse its goods come from."""

    _inherit = "logistics.shipment"

    @api.private
    def _get_rollout_subjects(self):
        found = {}
        for shipment in self:
            warehouses = (
                shipment.picking_ids.picking_type_id.warehouse_id
                or shipment.sale_order_ids.warehouse_id
            )
            place = {
                "company": shipment.company_id.id,
                "carrier": shipment.carrier_id.id,
            }
            found[shipment.id] = [
                {**place, "warehouse": warehouse_id}
                for warehouse_id in warehouses.ids or [None]
            ]
        return found


class AccountMove(models.Model):
    """Where a customer invoice belongs: to the orders it bills."""

    _inherit = "account.move"

    @api.private
    def _get_rollout_subjects(self):
        found = {}
        for move in self:
            orders = move.invoice_line_ids.sale_line_ids.order_id
            subjects = orders._get_rollout_subjects().values()
            found[move.id] = [subject for [subject] in subjects] or [
                {"company": move.company_id.id}
            ]
        return found
