# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where shipments are not rolled out, transfers are done as without this addon."""

from odoo import api, models

from .rollout_rule import CHECKPOINTS, ENRICHMENT, TRACKING


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.private
    def _ensure_shipments(self):
        on = self.env["logistics.sync.rollout.rule"]._filter_on(TRACKING, self)
        return super(StockPicking, on)._ensure_shipments()

    def _sync_tracking_numbers(self):
        on = self.env["logistics.sync.rollout.rule"]._filter_on(TRACKING, self)
        return super(StockPicking, on)._sync_tracking_numbers()


class LogisticsOrderCheckpoint(models.Model):
    """Where deadlines are not rolled out, orders have none."""

    _inherit = "logistics.order.checkpoint"

    @api.model
    @api.private
    def _refresh(self, orders):
        rules = self.env["logistics.sync.rollout.rule"]
        return super()._refresh(rules._filter_on(CHECKPOINTS, orders))


class LogisticsSyncHandler(models.AbstractModel):
    """Where facts are not completed, they stay as they were told."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _enrich(self, events):
        on = self.env["logistics.sync.rollout.rule"]._filter_on(ENRICHMENT, events)
        return super()._enrich(on) if on else None
