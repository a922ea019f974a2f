# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncDocumentReject(models.TransientModel):
    _name = "logistics.sync.document.reject"
    _description = "Reject Staged Documents with a Reason"

    document_ids = fields.Many2many("logistics.sync.document", required=True)
    reason = fields.Text()

    def action_confirm(self):
        """Turn the documents down; who did it, when and why stays on record."""
        self.ensure_one()
        self.document_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
