# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsSyncHandler(models.AbstractModel):
    """History fills timelines; it moves no goods and invoices nothing."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _get_history_consequences(self):
        recording = {"link_shipment", "record_milestone", "capture_pod"}
        return super()._get_history_consequences() | recording
