# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..codec.json_document import as_json

# Documents looked into at once, to learn which flow they belong to.
MOST_LOOKS = 500
OPEN = "NOT IN ('done', 'duplicate', 'ignored')"


class LogisticsSyncBreach(models.Model):
    """What is later than its flow allows, until it is done.

    Documents nobody has read yet are looked into once they could be late, and watched
    from then on; whose flow is not known cannot be late.
    """

    _name = "logistics.sync.breach"
    _description = "SLA Breach"
    _order = "due_at desc, id desc"
    _rec_name = "message_id"
    _log_access = False

    message_id = fields.Many2one(
        "logistics.sync.message",
        string="Document",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    event_id = fields.Many2one(
        "logistics.sync.event",
        string="Fact",
        readonly=True,
        ondelete="cascade",
        help="Empty: the document was not read when it was late.",
    )
    event_type_id = fields.Many2one(
        "logistics.sync.event.type", string="Flow", readonly=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="event_type_id.owner_id")
    connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Partner",
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    received_at = fields.Datetime(readonly=True, string="Received")
    due_at = fields.Datetime(readonly=True, string="Due Until")
    cleared_at = fields.Datetime(readonly=True, string="Done")
    state = fields.Selection(
        [("watched", "In time"), ("open", "Late"), ("cleared", "Done, but late")],
        required=True,
        readonly=True,
    )
    late_minutes = fields.Integer(compute="_compute_late_minutes", string="Late (min)")

    _event_unique = models.UniqueIndex("(event_id) WHERE event_id IS NOT NULL")
    _message_unique = models.UniqueIndex("(message_id) WHERE event_id IS NULL")
    _open_index = models.Index("(state, due_at) WHERE state <> 'cleared'")

    @api.depends("due_at", "cleared_at")
    def _compute_late_minutes(self):
        now = fields.Datetime.now()
        for breach in self:
            late = (breach.cleared_at or now) - (breach.due_at or now)
            breach.late_minutes = max(int(late.total_seconds() // 60), 0)

    # ----------------------------------------------------------------- cron
    @api.model
    def _cron_check(self):
        """Each minute: find what is late and note what is done, in sets."""
        self.env.flush_all()
        now = fields.Datetime.now()
        self._find_late_events(now)
        self._watch_unread(now)
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_breach SET state = 'open'
                    WHERE state = 'watched' AND due_at <= %s""",
                now,
            )
        )
        self._clear_done(now)
        self.env.invalidate_all(flush=False)

    def _find_late_events(self, now):
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_breach (message_id, event_id,
                          event_type_id, connector_id, company_id, received_at,
                          due_at, state)
                   SELECT f.message_id, f.id, f.event_type_id, f.connector_id,
                          f.company_id, f.received_at, f.due_at, 'open'
                     FROM (SELECT e.*, COALESCE(w.ended_at, e.received_at)
                                  + interval '1 minute' *
                                  COALESCE(NULLIF(o.sla_minutes, 0), t.sla_minutes)
                                  AS due_at
                             FROM logistics_sync_event e
                             JOIN logistics_sync_message m ON m.id = e.message_id
                             JOIN logistics_sync_event_type t
                               ON t.id = e.event_type_id AND t.sla_minutes > 0
                             LEFT JOIN logistics_sync_flow_override o
                               ON o.event_type_id = t.id
                              AND o.connector_id = e.connector_id
                             LEFT JOIN logistics_sync_rollout_wait w
                               ON w.event_id = e.id
                            WHERE e.state %(open)s AND m.backfill_id IS NULL
                              AND (w.id IS NULL OR w.ended_at IS NOT NULL)) f
                    WHERE f.due_at <= %(now)s
                ON CONFLICT DO NOTHING""",
                open=SQL(OPEN),
                now=now,
            )
        )

    def _watch_unread(self, now):
        """Learn the flow of documents that wait for so long that they may be late."""
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM logistics_sync_message m
                    WHERE m.next_attempt_at IS NOT NULL AND m.direction = 'in'
                      AND m.backfill_id IS NULL AND m.lease_token IS NULL
                      AND m.received_at <= %(now)s - interval '1 minute' * LEAST(
                            (SELECT min(sla_minutes) FROM logistics_sync_event_type
                              WHERE active AND sla_minutes > 0),
                            (SELECT min(sla_minutes)
                               FROM logistics_sync_flow_override
                              WHERE sla_minutes > 0))
                      AND NOT EXISTS (SELECT FROM logistics_sync_event e
                                       WHERE e.message_id = m.id)
                      AND NOT EXISTS (SELECT FROM logistics_sync_breach b
                                       WHERE b.message_id = m.id)
                 ORDER BY m.id LIMIT %(most)s""",
                now=now,
                most=MOST_LOOKS,
            )
        )
        messages = self.env["logistics.sync.message"].browse(
            [row_id for (row_id,) in rows]
        )
        if messages:
            self._insert_watched(messages, messages._read_facts())

    def _insert_watched(self, messages, facts):
        types = self.env["logistics.sync.event.type"].search(Domain.TRUE)
        by_code = {flow.code: flow for flow in types}
        overrides = {
            (line.connector_id, line.event_type_id): line.sla_minutes
            for line in self.env["logistics.sync.flow.override"].search(
                [("sla_minutes", ">", 0)]
            )
        }
        rows = []
        for message in messages:
            found = []
            for canonical in facts.get(message.id, ()):
                flow = by_code.get(canonical.get("event_type"))
                if flow:
                    own = overrides.get((message.connector_id, flow))
                    found.append((own or flow.sla_minutes, flow.id))
            minutes, flow_id = min(found, default=(None, None))
            rows.append(
                {
                    "message_id": message.id,
                    "event_type_id": flow_id,
                    "connector_id": message.connector_id.id,
                    "company_id": message.company_id.id,
                    "received_at": message.received_at,
                    "minutes": minutes,
                }
            )
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_breach (message_id, event_type_id,
                          connector_id, company_id, received_at, due_at, state)
                   SELECT message_id, event_type_id, connector_id, company_id,
                          received_at, received_at + minutes * interval '1 minute',
                          'watched'
                     FROM json_to_recordset(%s) AS v (message_id int,
                          event_type_id int, connector_id int, company_id int,
                          received_at timestamp, minutes int)
                ON CONFLICT DO NOTHING""",
                as_json(rows),
            )
        )

    def _clear_done(self, now):
        """What is done is late no more; facts of a read document count themselves."""
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_breach b
                      SET state = 'cleared', cleared_at = COALESCE(e.processed_at, %s)
                     FROM logistics_sync_event e
                    WHERE e.id = b.event_id AND b.state = 'open'
                      AND NOT e.state %s""",
                now,
                SQL(OPEN),
            )
        )
        read = SQL(
            """b.event_id IS NULL AND m.id = b.message_id
               AND (m.finished_at IS NOT NULL OR EXISTS (
                      SELECT FROM logistics_sync_event e
                       WHERE e.message_id = m.id))"""
        )
        self.env.cr.execute(
            SQL(
                """DELETE FROM logistics_sync_breach b USING logistics_sync_message m
                    WHERE b.state = 'watched' AND %s""",
                read,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE logistics_sync_breach b
                      SET state = 'cleared', cleared_at = COALESCE(m.finished_at, %s)
                     FROM logistics_sync_message m
                    WHERE b.state = 'open' AND %s""",
                now,
                read,
            )
        )


class LogisticsSyncMessage(models.Model):
    _inherit = "logistics.sync.message"

    breach_ids = fields.One2many("logistics.sync.breach", "message_id", readonly=True)
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        string="SLA Breach",
        help="Something in it is not done within the time its flow allows.",
    )

    @api.depends("breach_ids.state")
    def _compute_is_late(self):
        late = self.env["logistics.sync.breach"]._read_group(
            [("message_id", "in", self.ids), ("state", "=", "open")], ["message_id"]
        )
        found = {message.id for (message,) in late}
        for message in self:
            message.is_late = message.id in found

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env["logistics.sync.breach"]._search([("state", "=", "open")])
        query = late.subselect("message_id")
        return [("id", "in" if True in value else "not in", query)]
