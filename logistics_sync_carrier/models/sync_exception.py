# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncException(models.Model):
    _inherit = "logistics.sync.exception"

    def action_link_shipment(self):
        """Say which shipment or order the event is about."""
        self.ensure_one()
        self._check_open()
        return self._open_wizard(
            "logistics.link.shipment",
            self.env._("What is this about?"),
            {"exception_id": self.id},
        )
