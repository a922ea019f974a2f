# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..codec.json_document import as_json

COLUMNS = (
    "event_id",
    "message_id",
    "connector_id",
    "company_id",
    "event_type_id",
    "mode",
    "state",
    "received_at",
    "held_at",
)


class LogisticsSyncBatchItem(models.Model):
    """One fact that is collected: since when, and which run took it."""

    _name = "logistics.sync.batch.item"
    _description = "Collected Fact"
    _order = "received_at, id"
    _rec_name = "event_id"
    _log_access = False

    event_id = fields.Many2one(
        "logistics.sync.event", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "logistics.sync.message", readonly=True, ondelete="cascade", index=True
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", string="Flow", readonly=True, ondelete="cascade"
    )
    mode = fields.Selection(
        [("micro_batch", "For some minutes"), ("batch", "For a batch")],
        string="Collected",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("released", "Taken up")],
        required=True,
        default="waiting",
        readonly=True,
    )
    received_at = fields.Datetime(
        required=True,
        readonly=True,
        help="Decides on which side of a cut-off the fact is.",
    )
    held_at = fields.Datetime(required=True, readonly=True)
    run_id = fields.Many2one(
        "logistics.sync.batch.run",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    rolled_from_id = fields.Many2one(
        "logistics.sync.batch.run",
        string="Too Late for",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    event_state = fields.Selection(related="event_id.state", string="Fact")

    _event_unique = models.UniqueIndex("(event_id)", "A fact is collected once.")
    _waiting_index = models.Index(
        "(company_id, event_type_id, received_at) WHERE state = 'waiting'"
    )

    @api.model
    def _collect(self, rows):
        """Keep facts for later: [(event, mode)]; what is kept already stays so."""
        now = fields.Datetime.now()
        values = [
            {
                "event_id": event.id,
                "message_id": event.message_id.id,
                "connector_id": event.connector_id.id,
                "company_id": event.company_id.id,
                "event_type_id": event.event_type_id.id,
                "mode": mode,
                "state": "waiting",
                "received_at": event.received_at,
                "held_at": now,
            }
            for event, mode in rows
        ]
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_batch_item (%(columns)s)
                   SELECT %(columns)s FROM json_populate_recordset(
                            NULL::logistics_sync_batch_item, %(rows)s)
                   ON CONFLICT (event_id) DO UPDATE SET mode = EXCLUDED.mode""",
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                rows=as_json(values),
            )
        )
        self.invalidate_model()
        if self._find_full():
            self.env.ref("logistics_sync_base.ir_cron_batches").sudo()._trigger()

    @api.model
    def _find_full(self):
        """Ids of what is enough, or waited long enough, to be worked on together."""
        self.flush_model()
        late = SQL(
            """min(i.held_at) + t.collect_minutes * interval '1 minute'
                 <= %s""",
            fields.Datetime.now(),
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT unnest(array_agg(i.id ORDER BY i.id))
                     FROM logistics_sync_batch_item i
                     JOIN logistics_sync_event_type t ON t.id = i.event_type_id
                    WHERE i.state = 'waiting' AND i.mode = 'micro_batch'
                 GROUP BY i.company_id, t.id
                   HAVING count(*) >= t.collect_count OR %s""",
                late,
            )
        )
        return self.browse(sorted(row_id for (row_id,) in rows))

    @api.model
    @api.private
    def _flush_collected(self):
        """Take up what was collected for minutes; returns how many facts."""
        full = self._find_full()
        full._release(self.env._("Enough of its kind, or waited long enough"))
        return len(full)

    def _release(self, note, run=None):
        """Make facts due, for good: they are not collected a second time."""
        if self:
            values = {"state": "released"}
            self.write(values | ({"run_id": run.id} if run else {}))
            self.event_id._take_up(note)

    def _leave_batch_lane(self):
        """What cannot wait goes by the lane of its partner; returns those lanes."""
        rows = self.env.execute_query(
            SQL(
                """UPDATE logistics_sync_message m
                      SET channel = CASE WHEN c.channel = 'batch'
                                         THEN 'operational' ELSE c.channel END
                     FROM logistics_sync_connector c
                    WHERE c.id = m.connector_id AND m.id IN %s
                RETURNING m.channel""",
                tuple(self.message_id.ids),
            )
        )
        self.env["logistics.sync.message"].invalidate_model(["channel"])
        return sorted({channel for (channel,) in rows})

    def action_release(self):
        """Button: work on these facts now, without the others."""
        self.message_id.check_access("write")
        items = self.sudo().filtered(lambda item: item.state == "waiting")
        if not items:
            raise UserError(self.env._("None of these waits any more."))
        items._release(self.env._("Released by %s", self.env.user.name))
        return True

    def _get_note(self):
        """What the messages of these facts wait for, in words."""
        first = self[:1]
        if first.mode == "batch":
            job = self.env["logistics.sync.batch.job"].sudo()._find_for(first)
            if not job:
                return self.env._("No batch job is set up for this flow.")
            return self.env._("It is worked on with “%s”.", job.display_name)
        flow = first.event_type_id
        latest = first.held_at + timedelta(minutes=flow.collect_minutes)
        return self.env._(
            "It is worked on when there are %(count)s of “%(flow)s”, at the latest at "
            "%(time)s (UTC).",
            count=flow.collect_count,
            flow=flow.name,
            time=latest.strftime("%H:%M"),
        )
