# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncCodeMapFix(models.TransientModel):
    _inherit = "logistics.sync.code.map.fix"

    @api.model
    def _selection_internal_code(self):
        """Status codes of partners mean milestones of the catalogue."""
        milestones = self.env["logistics.milestone.type"].search(
            [("code", "!=", "unknown")]
        )
        return [(milestone.code, milestone.name) for milestone in milestones]
