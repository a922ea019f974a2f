# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..conflicts import CONFLICTS, expected_conflicts
from .message_lease import CONFLICT_RETRIES
from .subscription_coalescing import IS_NEWER


class LogisticsSyncMessage(models.Model):
    """News that are old before they leave end here, where they would be sent.

    Asked by the worker that is about to send, so that whoever tells a fact pays
    nothing for it and no two transactions meet on a message.
    """

    _inherit = "logistics.sync.message"

    @api.model
    def _prepare_owed(self, subscription, key, events, correlation_id):
        """News of one document leave in their order where only the newest count."""
        row = super()._prepare_owed(subscription, key, events, correlation_id)
        order_key = None
        if subscription.coalesce_facts != "none" and len(events) == 1:
            order_key = (
                f"{events.res_model}:{events.res_id}"
                if events.res_id
                else events.reference or None
            )
        return row | {"order_key": order_key}

    def _get_told_deliveries(self):
        """The deliveries whose facts are in the document, in their order."""
        found = super()._get_told_deliveries()
        return found.filtered(lambda delivery: not delivery.superseded_by_id)

    @api.model
    def _end_superseded(self, message_id, token):
        """Whether a message was ended because newer news wait, or have left."""
        for attempt in range(1, CONFLICT_RETRIES + 1):
            try:
                with expected_conflicts():
                    message = self._find_claimed(message_id, token)
                    newer = message._find_newer()
                    if newer:
                        message = self._find_claimed(message_id, token, lock=True)
                        message._close_superseded(newer)
                        self.env.cr.commit()  # pylint: disable=invalid-commit
                return bool(newer)
            except CONFLICTS:
                self.env.cr.rollback()
                self._pause(attempt)
        return False

    def _find_newer(self):
        """The delivery of the newest news of the same thing, or an empty record.

        What a person replays is sent, and so is what may have reached the partner.
        """
        deliveries = self.env["logistics.sync.delivery"]
        subscription = self.subscription_id
        if (
            subscription.coalesce_facts in (False, "none")
            or len(self.delivery_ids) != 1
            or self.replay_count
            or self.asked_at
        ):
            return deliveries
        rows = self.env.execute_query(
            SQL(
                """SELECT n.id FROM logistics_sync_delivery d
                     JOIN logistics_sync_event e ON e.id = d.event_id
                     JOIN logistics_sync_subscription s ON s.id = d.subscription_id
                     JOIN logistics_sync_event x ON %(is_newer)s
                     JOIN logistics_sync_delivery n
                       ON n.event_id = x.id AND n.subscription_id = s.id
                     JOIN logistics_sync_message m ON m.id = n.message_id
                    WHERE d.message_id = %(own)s
                      AND m.state NOT IN ('exception', 'dead', 'ignored')
                 ORDER BY x.occurred_at DESC, x.id DESC
                    LIMIT 1""",
                is_newer=IS_NEWER,
                own=self.id,
            )
        )
        return deliveries.browse([row_id for (row_id,) in rows])

    def _close_superseded(self, newer):
        for message in self:
            message.delivery_ids.superseded_by_id = newer
            message._set_state(
                "ignored",
                note=self.env._("Superseded by %s", newer.event_id.display_name),
                attempt_count=message.attempt_count - 1,
                finished_at=fields.Datetime.now(),
                next_attempt_at=False,
                lease_until=False,
                lease_token=False,
            )
            message._settle_questions()
