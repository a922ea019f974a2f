# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    def action_replay(self):
        """Button: process again, from the raw bytes, what is not done yet."""
        self.check_access("write")
        self.sudo()._replay(self.env._("Replayed by %s", self.env.user.name))
        return True

    @api.private
    def _replay(self, note, mapping=None):
        """Make messages due again. Events that are done are skipped, never doubled.

        With a ``mapping`` the messages are read with that version, otherwise with the
        one the connector has now.
        """
        finished = self.filtered(lambda message: not message.lease_token)
        if self - finished:
            raise UserError(
                self.env._("A message that is being processed cannot be replayed now.")
            )
        for message in finished:
            message._set_state(
                "queued",
                note=note,
                next_attempt_at=fields.Datetime.now(),
                finished_at=False,
                attempt_count=0,
                replay_count=message.replay_count + 1,
                replay_mapping_id=mapping.id if mapping else False,
            )
        finished.event_ids.filtered(lambda event: event.state == "dead").write(
            {"state": "failed"}
        )
        self._dispatch(set(finished.mapped("channel")))

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
