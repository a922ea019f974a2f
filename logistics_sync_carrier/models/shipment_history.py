# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL


class LogisticsShipment(models.Model):
    """Which shipments are where they are only because history was loaded."""

    _inherit = "logistics.shipment"

    @api.private
    def _filter_history(self):
        """Those whose last actual fact was loaded as history.

        A fact that a partner tells afterwards makes them shipments of today again.
        """
        if not self or not self.env["logistics.sync.backfill"]._is_used():
            return self.browse()
        self.env["logistics.shipment.milestone"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT shipment_id FROM (
                     SELECT DISTINCT ON (t.shipment_id) t.shipment_id, m.backfill_id
                       FROM logistics_shipment_milestone t
                  LEFT JOIN logistics_sync_event e ON e.id = t.event_id
                  LEFT JOIN logistics_sync_message m ON m.id = e.message_id
                      WHERE t.shipment_id IN %s AND t.classifier = 'actual'
                   ORDER BY t.shipment_id, t.id DESC) AS last
                    WHERE backfill_id IS NOT NULL""",
                tuple(self.ids),
            )
        )
        return self.browse([row_id for (row_id,) in rows])
