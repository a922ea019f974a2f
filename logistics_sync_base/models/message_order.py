# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class OutOfOrderError(Exception):
    """A set cannot go on: a later document would be applied before an earlier one."""


class LogisticsSyncMessage(models.Model):
    """Documents about the same thing keep their order; all others run side by side.

    Two messages of a connector with the same ``order_key`` are never worked on at the
    same time, and the later one never before the earlier one is through: done, given
    up, or in the hands of a person. Messages without a key wait for nobody.
    """

    _inherit = "logistics.sync.message"

    order_key = fields.Char(
        string="Order Within",
        readonly=True,
        help="Documents of this connector with the same text here are worked on one "
        "after the other, in the order they came.",
    )

    _order_index = models.Index(
        "(connector_id, order_key, id)"
        " WHERE order_key IS NOT NULL AND next_attempt_at IS NOT NULL"
    )

    @api.model
    def _get_turn_condition(self, now):
        """Whether no earlier message keeps message ``m`` from being claimed now.

        An earlier one that would be claimed after it counts too: it would only take
        up a place in the set.
        """
        return SQL(
            """m.order_key IS NULL OR NOT EXISTS (
                 SELECT FROM logistics_sync_message o
                  WHERE o.connector_id = m.connector_id
                    AND o.order_key = m.order_key AND o.direction = m.direction
                    AND o.id < m.id AND o.next_attempt_at IS NOT NULL
                    AND (o.next_attempt_at > %(now)s OR o.lease_until > %(now)s
                         OR o.channel <> m.channel
                         OR (o.priority, o.next_attempt_at)
                            > (m.priority, m.next_attempt_at)
                         OR (o.lease_token IS NOT NULL AND o.attempt_count > 1)))""",
            now=now,
        )

    @api.model
    def _get_order_condition(self, together):
        """Whether all earlier messages of the order of ``m`` are through, as SQL.

        Except those in ``together``, which are worked on in one go with it.
        """
        return SQL(
            """(m.order_key IS NULL OR NOT EXISTS (
                 SELECT FROM logistics_sync_message o
                  WHERE o.connector_id = m.connector_id
                    AND o.order_key = m.order_key AND o.direction = m.direction
                    AND o.id < m.id AND o.next_attempt_at IS NOT NULL
                    AND o.id NOT IN %s))""",
            SQL("(%s)", together) if isinstance(together, SQL) else together,
        )

    @api.model
    def _give_back(self, message_ids, token):
        """Give up the lease of messages that were not tried after all."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_message
                      SET lease_token = NULL, lease_until = NULL,
                          attempt_count = attempt_count - 1
                    WHERE id IN %s AND lease_token = %s""",
                tuple(message_ids),
                token,
            )
        )

    def _is_behind(self, token):
        """Whether an earlier message has to go first; then the lease is given up."""
        if not self.order_key:
            return False
        condition = self._get_order_condition((self.id,))
        if self.env.execute_query(
            SQL(
                "SELECT 1 FROM logistics_sync_message m WHERE m.id = %s AND %s",
                self.id,
                condition,
            )
        ):
            return False
        self._give_back(self.ids, token)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return True

    def _check_order(self, failing):
        """Raise OutOfOrderError when a set holds more behind one that is failing."""
        for message in failing.filtered("order_key"):
            place = (message.connector_id, message.order_key)
            if any(
                other.id > message.id and (other.connector_id, other.order_key) == place
                for other in self
            ):
                raise OutOfOrderError(message.public_id)
