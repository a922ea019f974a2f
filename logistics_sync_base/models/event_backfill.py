# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .backfill import HISTORY


class LogisticsSyncEvent(models.Model):
    """Facts of the past carry their mark and are told to nobody."""

    _inherit = "logistics.sync.event"

    backfill_id = fields.Many2one(
        related="message_id.backfill_id", string="Load of History"
    )

    @api.model
    @api.private
    def _publish(
        self, event_type_code, canonical, record=None, company=None, correlation_id=None
    ):
        if self.env.context.get(HISTORY):
            return self.browse()
        return super()._publish(
            event_type_code, canonical, record, company, correlation_id
        )

    @api.model
    @api.private
    def _publish_set(self, event_type_code, told):
        if self.env.context.get(HISTORY):
            return self.browse()
        return super()._publish_set(event_type_code, told)
