# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMaskingStart(models.TransientModel):
    """Asks for the name of the database before people are masked in it."""

    _name = "logistics.sync.masking.start"
    _description = "Mask This Database for Tests"

    database = fields.Char(string="Name of This Database", required=True)

    def action_start(self):
        """Button: begin; a scheduled action does the work in batches."""
        self.ensure_one()
        return (
            self.env["logistics.sync.masking"]._start(self.database).action_view_all()
        )
