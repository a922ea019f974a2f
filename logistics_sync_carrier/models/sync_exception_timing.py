# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError

from .shipment_drift import OPEN_ACTIONS


class LogisticsSyncException(models.Model):
    """Answers to questions about late steps and differing states."""

    _inherit = "logistics.sync.exception"

    def _retry(self):
        document = self._get_document()
        if self.code == "checkpoint_late" and document:
            return self._look_again(document)
        if self.code == "status_drift" and document:
            document.action_apply()
            self.message_post(body=self.env._("The missing event was made."))
            return None
        return super()._retry()

    def _look_again(self, checkpoint):
        checkpoint.sudo()._refresh(checkpoint.sudo().order_id)
        if checkpoint.state == "overdue":
            raise UserError(
                self.env._(
                    "There is still no news: %s", checkpoint._get_late_sentence()
                )
            )

    @api.private
    def _ignore(self, reason):
        """A difference nobody wants to act on is closed with its question."""
        result = super()._ignore(reason)
        drifts = self.env["logistics.shipment.drift"].sudo()
        for exception in self.filtered(lambda item: item.code == "status_drift"):
            drift = drifts.browse(exception.res_id).exists()
            if drift.action in OPEN_ACTIONS:
                drift._note_action("ignored")
        return result
