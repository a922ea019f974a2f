# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    def _retry(self):
        """A failed invoice is made again from its release."""
        document = self._get_document()
        if self.code == "invoice_failed" and document:
            document.action_retry()
            self.message_post(body=self.env._("Tried to invoice again."))
            return None
        return super()._retry()
