# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .backfill import HISTORY


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """What is noted while history is loaded is on record, and mailed to nobody."""
        if self.env.context.get(HISTORY):
            return []
        return super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
