# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncDelivery(models.Model):
    """A fact that was not told, because a newer one was there before it left."""

    _inherit = "logistics.sync.delivery"

    superseded_by_id = fields.Many2one(
        "logistics.sync.delivery",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    @api.depends("superseded_by_id")
    def _compute_state(self):
        result = super()._compute_state()
        for delivery in self.filtered("superseded_by_id"):
            delivery.state = "ignored"
            delivery.delivered_at = False
        return result
