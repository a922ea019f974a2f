# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..connector_environment import ADDRESS_FIELDS


class LogisticsSyncConnector(models.Model):
    """That the connection worked, and since when nothing of it was changed."""

    _inherit = "logistics.sync.connector"

    connection_checked_at = fields.Datetime(
        string="Connection Tested", readonly=True, copy=False
    )

    def action_check(self):
        action = super().action_check()
        works = action["params"]["type"] == "success"
        self.sudo().connection_checked_at = works and fields.Datetime.now()
        return action

    def write(self, vals):
        result = super().write(vals)
        if {"transport", *ADDRESS_FIELDS} & set(vals):
            # Not by hand: whoever changes an address cannot write this field.
            self.sudo().connection_checked_at = vals.get("connection_checked_at")
        return result
