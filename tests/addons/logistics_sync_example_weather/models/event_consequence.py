# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncEventConsequence(models.Model):
    _inherit = "logistics.sync.event.consequence"

    code = fields.Selection(
        selection_add=[("example_reading", "Note the reading")],
        ondelete={"example_reading": "cascade"},
    )
