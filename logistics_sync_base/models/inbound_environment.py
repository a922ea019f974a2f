# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncInbound(models.AbstractModel):
    """A connector of another environment is not here for whoever calls."""

    _inherit = "logistics.sync.inbound"

    def _check_address(self, connector, arrival, endpoint):
        if connector and not connector._is_in_environment():
            connector = connector.browse()
        return super()._check_address(connector, arrival, endpoint)
