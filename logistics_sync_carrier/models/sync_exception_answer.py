# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

LINKED = (
    "unknown_tracking",
    "conflicting_references",
    "ambiguous_reference",
    "unknown_order",
)


class LogisticsSyncException(models.Model):
    """The usual answers to questions of logistics, one click away in the queue."""

    _inherit = "logistics.sync.exception"

    def _solve(self):
        if self.event_id and self.code in LINKED:
            return self.action_link_shipment()
        if self.code == "checkpoint_late":
            # The news comes by itself; what is left to a person is to explain it.
            return self.action_ignore()
        return super()._solve()
