# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    contribution_ids = fields.One2many(
        "logistics.sync.assembly.contribution", "message_id", readonly=True
    )

    def _get_waiting_values(self):
        result = super()._get_waiting_values()
        for message in self:
            waiting = message.contribution_ids.filtered(
                lambda c: c.event_id.state == "waiting"
            )
            if waiting and message.id not in result:
                assembly = waiting[0].assembly_id
                note = self.env._(
                    "%(missing)s for %(number)s",
                    missing=assembly.missing,
                    number=assembly.number,
                )
                result[message.id] = ("contribution", note, None)
        return result

    @api.model
    def _cron_sweep(self):
        self.env["logistics.sync.assembly"]._ask_about_overdue()
        return super()._cron_sweep()
