# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncFailure(models.Model):
    """An event a partner never sent is a failure of that partner."""

    _inherit = "logistics.sync.failure"
    _depends = {
        "logistics.shipment.drift": [
            "found_at",
            "connector_id",
            "company_id",
            "direction",
        ]
    }

    kind = fields.Selection(selection_add=[("drift", "Missing event")])

    def _get_parts(self):
        return [
            *super()._get_parts(),
            SQL(
                """SELECT d.id::bigint * 8 + 2, d.found_at, 'drift', NULL::int,
                          d.connector_id, d.company_id, 1
                     FROM logistics_shipment_drift d WHERE d.direction = 'ahead'"""
            ),
        ]

    def _get_codes_counted_elsewhere(self):
        return (*super()._get_codes_counted_elsewhere(), "status_drift")
