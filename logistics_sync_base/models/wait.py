# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

OPEN = ("waiting", "asked")
# How an event that does not have to wait any more came to that.
RELEASED = ("processed", "waived")


class LogisticsSyncWait(models.Model):
    """One event that waits for others: for what, since when, until when."""

    _name = "logistics.sync.wait"
    _description = "Waiting Event"
    _order = "since desc, id desc"
    _rec_name = "missing"

    event_id = fields.Many2one(
        "logistics.sync.event", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "logistics.sync.message",
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    connector_id = fields.Many2one(
        "logistics.sync.connector", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    rule_id = fields.Many2one(
        "logistics.sync.sequence.rule", readonly=True, ondelete="set null", index=True
    )
    event_type_id = fields.Many2one(
        related="event_id.event_type_id", string="Kind of Event"
    )
    subject_value = fields.Char(string="About", readonly=True)
    missing = fields.Char(string="Waiting for", readonly=True)
    fact_ids = fields.Many2many(
        "logistics.sync.known.fact",
        "logistics_sync_wait_fact_rel",
        "wait_id",
        "fact_id",
        readonly=True,
    )
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(required=True, readonly=True)
    ended_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("asked", "Overdue, asked"),
            ("came", "It came"),
            ("processed", "Processed without it"),
            ("waived", "Released by a person"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )

    _event_unique = models.UniqueIndex("(event_id)", "An event waits once.")
    _until_index = models.Index("(until) WHERE state = 'waiting'")

    def _get_note(self):
        """Such as "Shipped of 1Z999"; of several the first and how many more."""
        first = self[:1]
        note = self.env._(
            "%(missing)s of %(value)s", missing=first.missing, value=first.subject_value
        )
        if len(self) == 1:
            return note
        return self.env._(
            "%(first)s, and %(count)s more", first=note, count=len(self) - 1
        )

    # ------------------------------------------------------------- taken up
    @api.model
    @api.private
    def _fact_came(self, fact_ids):
        """Take up at once what waited for these facts."""
        if not fact_ids:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT w.id FROM logistics_sync_wait w
                     JOIN logistics_sync_wait_fact_rel r ON r.wait_id = w.id
                    WHERE r.fact_id IN %s AND w.state IN %s""",
                tuple(fact_ids),
                OPEN,
            )
        )
        waits = self.browse([row_id for (row_id,) in rows])
        if waits:
            waits.write({"state": "came", "ended_at": fields.Datetime.now()})
            waits._take_up(self.env._("What it waited for came"))

    @api.model
    @api.private
    def _wake_for(self, rules):
        """Ask again about what waits by rules that were changed."""
        waits = self.search([("rule_id", "in", rules.ids), ("state", "in", OPEN)])
        waits._take_up(self.env._("The sequencing rule was changed"))

    @api.model
    @api.private
    def _wake_overdue(self):
        """Take up what waited long enough; its rule says what becomes of it."""
        waits = self.search(
            [("state", "=", "waiting"), ("until", "<=", fields.Datetime.now())],
            limit=1000,
        )
        waits._take_up(self.env._("It waited long enough"))

    def _take_up(self, note):
        self.event_id._take_up(note)

    # -------------------------------------------------------------- buttons
    def action_waive(self):
        """Button: go on without waiting; who said so stays on record."""
        self.message_id.check_access("write")
        waits = self.sudo().filtered(lambda wait: wait.state in OPEN)
        if not waits:
            raise UserError(self.env._("None of these waits any more."))
        waits.write({"state": "waived", "ended_at": fields.Datetime.now()})
        waits._take_up(self.env._("Released by %s", self.env.user.name))
        return True

    def action_open_message(self):
        self.ensure_one()
        return self.message_id._get_records_action(context={})
