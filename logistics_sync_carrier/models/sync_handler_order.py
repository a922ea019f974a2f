# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models


class LogisticsSyncHandler(models.AbstractModel):
    """Orders that partners send."""

    _inherit = "logistics.sync.handler"

    @api.model
    def _consequence_take_order(self, events):
        """Make a sales order of each order that is right in everything, else ask."""
        by_connector = defaultdict(list)
        for fact in events._read_facts().values():
            by_connector[fact.connector_id].append(fact)
        intake = self.env["logistics.order.intake"].sudo()
        outcomes = {}
        for connector_id, facts in by_connector.items():
            connector = self.env["logistics.sync.connector"].sudo().browse(connector_id)
            outcomes.update(intake._take(connector, facts))
        return outcomes
