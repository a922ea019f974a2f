# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..core.outcome import Outcome
from .backfill import HISTORY


class LogisticsSyncHandler(models.AbstractModel):
    """Of history only what records it is done."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _get_history_consequences(self):
        """Codes of the consequences that only record a fact; addons add theirs.

        Whatever commits money or goods, or tells somebody, is not among them.
        """
        return {"record_only"}

    @api.model
    def _run(self, code, events):
        history = self.env.context.get(HISTORY)
        if history and code not in self._get_history_consequences():
            note = self.env._("Not done for history")
            return {event.id: Outcome.skipped(note) for event in events}
        return super()._run(code, events)
