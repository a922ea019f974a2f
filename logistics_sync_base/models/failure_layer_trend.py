# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .exception_code_layer import FAILURE_LAYERS


class LogisticsSyncFailure(models.Model):
    """Trends by where it failed."""

    _inherit = "logistics.sync.failure"

    failure_layer = fields.Selection(
        FAILURE_LAYERS, string="Where It Failed", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            """SELECT t.*, CASE t.kind WHEN 'refused' THEN 'transport'
                           ELSE k.failure_layer END AS failure_layer
                 FROM (%s) AS t
                 LEFT JOIN logistics_sync_exception_code k ON k.id = t.code_id""",
            super()._table_query,
        )
