# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .connector_routing import NEUTRAL_PRIORITY


class LogisticsSyncMessage(models.Model):
    """Lane, priority and order of a message, decided when it is stored."""

    _inherit = "logistics.sync.message"

    @api.model
    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        row = super()._prepare_row(connector, body, digest, idempotency_key, **values)
        if row["direction"] == "in":
            route = connector._get_route_plan().find_route(body, row["format"])
            row.update(route._asdict())
        else:
            row["priority"] = values.get("priority", connector.priority)
            row["order_key"] = values.get("order_key")
        return row

    @api.model
    def _get_outbound_priority(self, connector, events):
        """Of what a document tells, the most urgent fact decides."""
        urgent = min(events.event_type_id.mapped("priority"), default=NEUTRAL_PRIORITY)
        return max(urgent + connector.priority - NEUTRAL_PRIORITY, 0)
