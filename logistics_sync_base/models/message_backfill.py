# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .backfill import HISTORY

HISTORY_CHANNEL = "batch"


class LogisticsSyncMessage(models.Model):
    """Messages of the past are recorded apart from those of today."""

    _inherit = "logistics.sync.message"

    backfill_id = fields.Many2one(
        "logistics.sync.backfill",
        string="Load of History",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="It was loaded afterwards: it is on record, and nothing followed from it.",
    )

    def _prepare_row(self, connector, body, digest, idempotency_key, **values):
        row = super()._prepare_row(connector, body, digest, idempotency_key, **values)
        run = values.get("backfill_id")
        if row["direction"] == "in" and not run:
            run = connector.backfill_id.id
        # Always there: rows may be inserted together.
        row["backfill_id"] = run or None
        if run:
            # History waits behind the work of today.
            row["channel"] = HISTORY_CHANNEL
        return row

    def _insert_edited(self, body, reason, mapping):
        """The corrected copy of a document of the past is of the past too."""
        copy = super()._insert_edited(body, reason, mapping)
        if self.backfill_id:
            copy.backfill_id = self.backfill_id
        return copy

    def _get_working_fields(self):
        return [*super()._get_working_fields(), "backfill_id"]

    def _as_history(self):
        """The same messages, worked on in silence."""
        return self.with_context(
            **{HISTORY: True},
            tracking_disable=True,
            mail_create_nosubscribe=True,
            mail_activity_quick_update=True,
        )

    def _process_set(self, started_at):
        history = self.filtered(
            lambda message: message.channel == HISTORY_CHANNEL and message.backfill_id
        )
        if not history:
            return super()._process_set(started_at)
        today = self - history
        if today:
            super(LogisticsSyncMessage, today)._process_set(started_at)
        return super(LogisticsSyncMessage, history._as_history())._process_set(
            started_at
        )

    def _process_isolated(self, started_at):
        message = self._as_history() if self.backfill_id else self
        return super(LogisticsSyncMessage, message)._process_isolated(started_at)

    def _acknowledge_x12(self, interchanges):
        """What was answered long ago is not answered again."""
        if self.backfill_id:
            return None
        return super()._acknowledge_x12(interchanges)

    def _acknowledge_edifact(self, interchanges):
        if self.backfill_id:
            return None
        return super()._acknowledge_edifact(interchanges)

    def _cron_sweep(self):
        result = super()._cron_sweep()
        self.env["logistics.sync.backfill"]._cron_settle()
        return result
