# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .backfill import HISTORY


class LogisticsSyncException(models.Model):
    """Nobody is asked about each fact of the past: its run counts and asks once."""

    _inherit = "logistics.sync.exception"

    @api.model
    @api.private
    def _raise_set(self, questions):
        asked = [not self._is_of_past(question) for question in questions]
        found = iter(
            super()._raise_set(
                [one for one, wanted in zip(questions, asked, strict=True) if wanted]
            )
        )
        return [next(found) if wanted else self.browse() for wanted in asked]

    @api.model
    def _is_of_past(self, question):
        source = question.message or (question.event and question.event.message_id)
        return self.env.context.get(HISTORY) or (source and source.sudo().backfill_id)
