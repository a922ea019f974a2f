# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .account_move_canonical import CUSTOMER_DOCUMENTS


class AccountMove(models.Model):
    """Other systems are told of customer invoices when they are posted."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        events = self.env["logistics.sync.event"]
        code = "customer_invoice_posted"
        for move in posted:
            if (
                move.move_type in CUSTOMER_DOCUMENTS
                and move._get_billed_lines()
                and events._may_publish(code, move.company_id, move)
            ):
                events._publish(
                    code,
                    move._get_canonical_invoice(),
                    record=move,
                    company=move.company_id,
                )
        return posted
