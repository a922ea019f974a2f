# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    def _retry(self):
        """A staged document is checked again; nothing has to be sent or read."""
        self.ensure_one()
        if self.code == "document_findings":
            document = self._get_document()
            if document:
                document.action_validate()
            return None
        return super()._retry()
