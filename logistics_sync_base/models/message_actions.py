# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    @api.private
    def _ignore(self, reason):
        for message in self:
            message._set_state(
                "ignored",
                note=reason,
                next_attempt_at=False,
                finished_at=fields.Datetime.now(),
            )
            message.event_ids.filtered(
                lambda event: event.state not in ("done", "ignored")
            ).write({"state": "ignored", "error": reason})

    def action_ignore(self):
        """Button on dead letters: the reason is asked where exceptions are closed."""
        exceptions = self.exception_ids.filtered(
            lambda exception: exception.state in ("open", "in_progress")
        )
        if not exceptions:
            raise UserError(self.env._("Nothing is open about this message."))
        return exceptions.action_ignore()

    def action_view_events(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Events"),
            "res_model": "logistics.sync.event",
            "view_mode": "list,form",
            "domain": [("message_id", "=", self.id)],
        }

    def action_view_exceptions(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exceptions"),
            "res_model": "logistics.sync.exception",
            "view_mode": "list,form",
            "domain": [("message_id", "=", self.id)],
            "context": {"search_default_open": 0},
        }
