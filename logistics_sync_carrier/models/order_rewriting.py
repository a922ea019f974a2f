# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, models


class LogisticsOrderIntake(models.AbstractModel):
    """A quotation that follows its order."""

    _inherit = "logistics.order.intake"

    @api.model
    def _rewrite(self, connector, draft):
        """Bring a quotation to what its order says now; lines are made anew."""
        self._fill_addresses([draft])
        values = self._prepare_order(connector, draft)
        lines = [Command.clear(), *values.pop("order_line")]
        order = self.env["logistics.sync.handler"]._as_service(draft.record)
        order.write({**values, "order_line": lines})
        self._note_wishes(draft)
