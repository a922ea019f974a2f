# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..codec.json_document import as_json


class LogisticsSyncMessage(models.Model):
    """Messages made due again, in one statement however many they are."""

    _inherit = "logistics.sync.message"

    # Empty is the ordinary case and costs the intake nothing.
    replay_stage = fields.Selection(
        [("follow", "Only what follows from its events")],
        readonly=True,
        help="Where the next try begins; empty: the document is read again.",
    )

    @api.private
    def _requeue(self, note, mapping="current", stage=None):
        """Make messages due again. Events that are done are skipped, never doubled.

        ``mapping`` is ``current``, ``original`` (what each was read with at first) or
        a version of a mapping; ``stage`` is a value of ``replay_stage``. Raises
        UserError, and changes nothing, when a worker holds one of them.
        """
        if not self:
            return
        self.flush_recordset()
        rows = self._write_requeued(note, mapping, stage)
        if len(rows) < len(self):
            raise UserError(
                self.env._("A message that is being processed cannot be replayed now.")
            )
        self.env["logistics.sync.event"].flush_model(["state", "message_id"])
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_event SET state = 'failed'
                    WHERE message_id IN %s AND state = 'dead'""",
                self._ids,
            )
        )
        self.invalidate_recordset(flush=False)
        self.env["logistics.sync.event"].invalidate_model(["state"], flush=False)
        self._dispatch({channel for __, channel in rows})

    def _write_requeued(self, note, mapping, stage):
        """[(id, channel)] of those no worker holds, which are due now."""
        now = fields.Datetime.now()
        step = {"state": "queued", "at": fields.Datetime.to_string(now), "note": note}
        if self.env.uid != self.env.ref("base.user_root").id:
            step["by"] = self.env.user.name
        if mapping == "original":
            version = SQL("mapping_id")
        else:
            chosen = None if mapping in (None, "current") else mapping.id
            version = SQL("%s::int", chosen or None)
        return self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_message
                      SET state = 'queued', next_attempt_at = %(now)s,
                          finished_at = NULL, attempt_count = 0,
                          replay_count = COALESCE(replay_count, 0) + 1,
                          waiting_for = NULL, waiting_note = NULL,
                          replay_mapping_id = %(version)s, replay_stage = %(stage)s,
                          history = COALESCE(history, '[]') || %(step)s::jsonb
                    WHERE id IN %(ids)s AND lease_token IS NULL
                RETURNING id, channel""",
                now=now,
                version=version,
                stage=stage,
                step=as_json([step]),
                ids=self._ids,
            )
        )

    def _get_tried_since(self):
        """A replayed message has its full time again, however old it is."""
        since = super()._get_tried_since()
        if not self.replay_count:
            return since
        times = [step["at"] for step in self.history or () if step["state"] == "queued"]
        return max(since, fields.Datetime.to_datetime(times[-1])) if times else since

    # ----------------------------------------------- only what follows again
    def _transform(self, started_at):
        """Messages whose events are to be taken as they are stored are not read."""
        following = self.filtered("replay_stage")
        if not following:
            return super()._transform(started_at)
        readable, events = super(LogisticsSyncMessage, self - following)._transform(
            started_at
        )
        known = following._get_known_events().values()
        again = [
            event.id
            for event in known
            if event.message_id._is_due_again(event)
            # What could not be read is nothing that anything may follow from.
            and event.event_type_id
            and not event.fault_code
        ]
        return (
            readable | following,
            events | self.env["logistics.sync.event"].browse(sorted(again)),
        )
