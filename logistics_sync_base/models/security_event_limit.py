# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncSecurityEvent(models.Model):
    """Requests beyond a limit are counted among the refused ones."""

    _inherit = "logistics.sync.security.event"

    reason = fields.Selection(
        selection_add=[("rate_limit", "Too many requests a minute")],
        ondelete={"rate_limit": "cascade"},
    )
