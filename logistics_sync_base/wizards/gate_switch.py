# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncGateSwitch(models.TransientModel):
    """Asks for the reason before calls to a partner are stopped or resumed by hand."""

    _name = "logistics.sync.gate.switch"
    _description = "Stop or Resume Calls"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True
    )
    way = fields.Selection(
        [("stop", "Stop"), ("resume", "Resume")], required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        self.ensure_one()
        self.connector_id._switch_calls(self.way, self.reason)
        return {"type": "ir.actions.act_window_close"}
