# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    dead_letter_alert_at = fields.Datetime(
        readonly=True, copy=False, string="Last Alert About Dead Letters"
    )

    def _take_dead_letter_alert(self):
        """Whether it is time for an alert; of all workers one gets the answer yes."""
        self.ensure_one()
        policy = self.env["logistics.sync.replay.policy"]._get_for(self.company_id)
        now = fields.Datetime.now()
        limit = now - timedelta(hours=policy.alert_hours)
        last = self.sudo().dead_letter_alert_at
        if last and last > limit:
            return False
        rows = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_connector SET dead_letter_alert_at = %s
                    WHERE id = %s AND (dead_letter_alert_at IS NULL
                                       OR dead_letter_alert_at <= %s)
                RETURNING id""",
                now,
                self.id,
                limit,
            )
        )
        self.invalidate_recordset(["dead_letter_alert_at"], flush=False)
        return bool(rows)
