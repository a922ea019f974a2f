# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .exception import OPEN_STATES

DEAD_LETTER = "dead_letter"


class LogisticsSyncException(models.Model):
    """One alert for all dead letters of a connector, not one for each."""

    _inherit = "logistics.sync.exception"

    def _alert_owner(self):
        dead = self.filtered(
            lambda exception: exception.code == DEAD_LETTER and exception.connector_id
        )
        result = super(LogisticsSyncException, self - dead)._alert_owner()
        for connector, some in dead.grouped("connector_id").items():
            if connector._take_dead_letter_alert():
                some[:1]._alert_dead_letters()
        return result

    def _alert_dead_letters(self, quiet=False):
        """An activity, with an e-mail unless ``quiet``, for a connector's owner."""
        self.ensure_one()
        connector = self.connector_id
        # Sent by the queue of mails: a worker does not wait for a mail server.
        quietly = {"mail_activity_quick_update": quiet, "mail_notify_force_send": False}
        self.with_context(**quietly).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.sla_deadline.date(),
            summary=self.env._("Dead letters of %s", connector.name),
            note=self.env._(
                "Messages of %(connector)s were given up; the first one: %(reason)s "
                "All of them are under Traffic, Dead Letters. Mend the cause, then "
                "replay or ignore them. There is no other alert for a while.",
                connector=connector.name,
                reason=self.name,
            ),
            user_id=(self.owner_id or connector.owner_id).id,
        )

    @api.private
    def _resolve(self, resolution, reason=None):
        """The reminder moves on while other dead letters of the connector are left."""
        reminding = self.filtered(
            lambda exception: exception.code == DEAD_LETTER and exception.activity_ids
        )
        connectors = reminding.connector_id
        result = super()._resolve(resolution, reason)
        for connector in connectors:
            left = self.sudo().search(
                [
                    ("connector_id", "=", connector.id),
                    ("code_id.code", "=", DEAD_LETTER),
                    ("state", "in", OPEN_STATES),
                ],
                limit=1,
            )
            if left and not left.activity_ids:
                left._alert_dead_letters(quiet=True)
        return result
