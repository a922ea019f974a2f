# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..models.operation_mode import MODES


class LogisticsSyncOperationSwitch(models.TransientModel):
    """Asks how a partner is to be served from now on, and why."""

    _name = "logistics.sync.operation.switch"
    _description = "Change the Mode of Operation"

    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, readonly=True
    )
    company_id = fields.Many2one(related="connector_id.company_id")
    mode = fields.Selection(MODES, required=True)
    covers_inbound = fields.Boolean(string="Also What Comes In")
    alternate_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Sent Through",
        domain="[('state', '=', 'live'), ('id', '!=', connector_id),"
        " ('company_id', '=', company_id)]",
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        self.ensure_one()
        self.connector_id._switch_operation(
            self.mode, self.reason, self.alternate_connector_id, self.covers_inbound
        )
        return {"type": "ir.actions.act_window_close"}
