# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncMessage(models.Model):
    """Whenever a message gets on or fails, it is noted what its receiver knows."""

    _inherit = "logistics.sync.message"

    def _note_system_states(self):
        told = self.filtered("subscription_id")
        self.env["logistics.sync.system.state"].sudo()._refresh(told.delivery_ids)

    def _settle_delivery(self, delivery, started_at, duration_ms):
        result = super()._settle_delivery(delivery, started_at, duration_ms)
        self._note_system_states()
        return result

    def _leave_outbox(self, refusal=None):
        result = super()._leave_outbox(refusal)
        self._note_system_states()
        return result

    def _take_verdict(self, verdict, answer):
        result = super()._take_verdict(verdict, answer)
        self._note_system_states()
        return result

    def _decide_answer(self, has_it, reason, external_id=None):
        result = super()._decide_answer(has_it, reason, external_id)
        self._note_system_states()
        return result

    def _close_superseded(self, newer):
        result = super()._close_superseded(newer)
        self._note_system_states()
        return result
