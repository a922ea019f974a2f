# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncAttempt(models.Model):
    _inherit = "logistics.sync.attempt"

    sent_through_id = fields.Many2one(
        "logistics.sync.connector",
        ondelete="set null",
        help="The connector that took over while this partner was served another way.",
    )
