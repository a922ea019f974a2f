# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .backfill import HISTORY


class LogisticsSyncSubscription(models.Model):
    _inherit = "logistics.sync.subscription"

    @api.model
    @api.private
    def _fan_out(self, events):
        """Subscribers are not told what is long past."""
        if self.env.context.get(HISTORY):
            return None
        return super()._fan_out(events)
