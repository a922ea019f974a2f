# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncMessage(models.Model):
    """Messages of which an event waits for another one.

    They are not in the work list meanwhile: in an order of related documents they
    would hold up the very one they wait for.
    """

    _inherit = "logistics.sync.message"

    wait_ids = fields.One2many("logistics.sync.wait", "message_id", readonly=True)

    def _is_due_again(self, event):
        return super()._is_due_again(event) or event.state == "waiting"

    def _prepare_finish(self, state, states, now):
        row = super()._prepare_finish(state, states, now)
        if states.get("pending"):
            # What it waited for came while the message itself was processed.
            row["waits"] = True
        return row

    def _get_waiting_values(self):
        waits = self.env["logistics.sync.wait"].search(
            [("message_id", "in", self.ids), ("state", "=", "waiting")]
        )
        result = super()._get_waiting_values()
        for message_id, found in waits.grouped("message_id").items():
            result[message_id.id] = ("prerequisite", found._get_note(), None)
        released = self.event_ids.filtered(lambda event: event.state == "pending")
        now = fields.Datetime.now()
        for message in released.message_id:
            result[message.id] = (False, False, now)
        return result

    @api.model
    def _cron_sweep(self):
        """Wake first what waited long enough: then it is due like all others."""
        self.env["logistics.sync.wait"]._wake_overdue()
        return super()._cron_sweep()
