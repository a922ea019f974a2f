# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .backfill import HISTORY


class LogisticsSyncException(models.Model):
    """Nobody is asked about each fact of the past: its run counts and asks once."""

    _inherit = "logistics.sync.exception"

    @api.model
    @api.private
    def _raise_for(self, code, sentence, *, message=None, event=None, **values):
        source = message or (event and event.message_id)
        if self.env.context.get(HISTORY) or (source and source.sudo().backfill_id):
            return self.browse()
        return super()._raise_for(
            code, sentence, message=message, event=event, **values
        )
