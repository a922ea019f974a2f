# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncLook(models.TransientModel):
    """Whoever looks at protected values is among the security events, too."""

    _inherit = "logistics.sync.look"

    def action_show(self):
        action = super().action_show()
        connector = self._get_record().sudo().connector_id
        if connector:
            self.env["logistics.sync.security.event"].sudo()._add_refusal(
                connector, "masked_access", self.env.user.login
            )
        return action
