# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.buttons_only import CHOSEN_ONLY


class LogisticsSyncExceptionIgnore(models.TransientModel):
    _name = "logistics.sync.exception.ignore"
    _description = "Ignore Exceptions with a Reason"

    exception_ids = fields.Many2many(
        "logistics.sync.exception", required=True, context={CHOSEN_ONLY: True}
    )
    reason = fields.Text()

    def action_confirm(self):
        """Close the questions and the work behind them, for good and on record."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        self.exception_ids._ignore(reason)
        return {"type": "ir.actions.act_window_close"}
