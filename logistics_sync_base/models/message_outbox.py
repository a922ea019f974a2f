# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncMessage(models.Model):
    """Messages that lie in the outbox until their partner confirms them."""

    _inherit = "logistics.sync.message"

    outbox_position = fields.Integer(
        readonly=True,
        copy=False,
        help="Order in which the partner fetches; empty when it is not to be fetched.",
    )

    # Partial, so that the many messages that never lie there cost it nothing.
    _outbox_index = models.UniqueIndex(
        "(connector_id, outbox_position) WHERE outbox_position IS NOT NULL"
    )

    def _place_in_outbox(self):
        """Give the next position, one transaction of a connector after the other."""
        self.ensure_one()
        [(position,)] = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_connector
                      SET outbox_sequence = COALESCE(outbox_sequence, 0) + 1
                    WHERE id = %s RETURNING outbox_sequence""",
                self.connector_id.id,
            )
        )
        self._set_state(
            "queued",
            note=self.env._("Waits to be fetched"),
            outbox_position=position,
            next_attempt_at=False,
            lease_until=False,
            lease_token=False,
            error=False,
        )

    def _lock_outbox(self):
        """Those of these messages that still wait, locked against another answer."""
        waiting = self.filtered("outbox_position")
        if not waiting:
            return waiting
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM logistics_sync_message
                    WHERE id IN %s AND outbox_position IS NOT NULL
                 ORDER BY id FOR NO KEY UPDATE""",
                waiting._ids,
            )
        )
        return self.browse([row_id for (row_id,) in rows])

    def _leave_outbox(self, refusal=None):
        """The partner has it, or refuses it with a reason."""
        self.ensure_one()
        self.outbox_position = False
        self._log_attempt(
            "business" if refusal else "success", refusal, fields.Datetime.now()
        )
        if refusal:
            self._ask_person(
                "rejected_by_partner",
                self.env._(
                    "%(connector)s refused a document: %(reason)s",
                    connector=self.connector_id.name,
                    reason=refusal,
                ),
            )
        else:
            self._close_delivered()
