# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncEvent(models.Model):
    _inherit = "logistics.sync.event"

    def _take_up(self, note):
        """Make events that waited due again with their messages, in two statements.

        A message somebody works on at this moment finds them by itself.
        """
        if not self:
            return
        now = fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event SET state = 'pending'
                    WHERE id IN %s AND state IN ('waiting', 'exception')""",
                self._ids,
            )
        )
        at = fields.Datetime.to_string(now)
        step = {"state": "queued", "at": at, "note": note}
        rows = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_message
                      SET state = 'queued', history = history || %s,
                          next_attempt_at = %s, waiting_for = NULL,
                          waiting_note = NULL
                    WHERE id IN %s AND lease_token IS NULL
                RETURNING channel""",
                fields.Json().convert_to_column(step, self),
                now,
                tuple(self.message_id.ids),
            )
        )
        self.env.invalidate_all()
        if rows:
            self.env["logistics.sync.message"]._dispatch_after_commit(
                sorted({channel for (channel,) in rows})
            )
