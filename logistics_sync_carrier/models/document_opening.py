# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

INVOICING = ("account.group_account_invoice", "account.group_account_readonly")


class LogisticsSyncOpensDocument(models.AbstractModel):
    _inherit = "logistics.sync.opens.document"

    @api.model
    def _may_open(self, document):
        """A seller may read an invoice, but its form also reads its payments."""
        if document._name == "account.move":
            return super()._may_open(document) and any(
                map(self.env.user.has_group, INVOICING)
            )
        return super()._may_open(document)
