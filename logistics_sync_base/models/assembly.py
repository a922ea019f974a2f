# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

OPEN = ("awaiting", "overdue")
MISSING = "contribution_missing"


class LogisticsSyncAssembly(models.Model):
    """One transaction whose parts are gathered; complete once, whoever comes last.

    Every contribution writes this row first. Of two that come at the same moment the
    second one begins again and sees the first.
    """

    _name = "logistics.sync.assembly"
    _description = "Awaited Contributions"
    _order = "since desc, id desc"
    _rec_name = "number"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    rule_id = fields.Many2one(
        "logistics.sync.assembly.rule",
        string="Transaction",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    value = fields.Char(
        required=True, readonly=True, help="The number, without case and spaces."
    )
    number = fields.Char(compute="_compute_number", search="_search_number")
    since = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(readonly=True, string="Ask a Person At")
    completed_at = fields.Datetime(readonly=True)
    missing = fields.Char(string="Awaiting", readonly=True)
    state = fields.Selection(
        [
            ("awaiting", "Awaiting parts"),
            ("overdue", "Overdue"),
            ("complete", "Complete"),
            ("forced", "Completed by a person"),
        ],
        required=True,
        default="awaiting",
        readonly=True,
    )
    contribution_ids = fields.One2many(
        "logistics.sync.assembly.contribution", "assembly_id", readonly=True
    )
    event_ids = fields.Many2many(
        "logistics.sync.event", compute="_compute_event_ids", string="Events"
    )

    _key_unique = models.UniqueIndex(
        "(company_id, rule_id, value)", "This transaction is being gathered already."
    )
    _until_index = models.Index("(until) WHERE state = 'awaiting'")

    @api.depends("contribution_ids.event_id")
    def _compute_event_ids(self):
        for assembly in self:
            assembly.event_ids = assembly.contribution_ids.event_id

    @api.depends("value", "contribution_ids.event_id.reference")
    def _compute_number(self):
        """As its first contributor writes it."""
        for assembly in self:
            written = [
                reference
                for reference in assembly.contribution_ids.event_id.mapped("reference")
                if reference and reference.casefold() == assembly.value
            ]
            assembly.number = written[0] if written else assembly.value

    def _search_number(self, operator, value):
        folded = value.casefold() if isinstance(value, str) else value
        return [("value", operator, folded)]

    # ------------------------------------------------------------- gathering
    @api.model
    @api.private
    def _meet(self, keys):
        """{(company id, rule id, value): assembly}, made where missing and locked.

        Raises a serialization failure when somebody else contributed meanwhile.
        """
        now = fields.Datetime.now()
        rules = self.env["logistics.sync.assembly.rule"].browse({k[1] for k in keys})
        until = {rule.id: now + timedelta(minutes=rule.wait_minutes) for rule in rules}
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO logistics_sync_assembly AS a
                          (company_id, rule_id, value, since, until, state)
                   VALUES %s
                   ON CONFLICT (company_id, rule_id, value)
                   DO UPDATE SET since = a.since
                RETURNING id, company_id, rule_id, value""",
                SQL(", ").join(
                    SQL("%s", (*key, now, until[key[1]], "awaiting"))
                    # In one order for all, so that two sets do not lock each other.
                    for key in sorted(keys)
                ),
            )
        )
        self.invalidate_model()
        return {tuple(row[1:]): self.browse(row[0]) for row in rows}

    @api.model
    @api.private
    def _contribute(self, rows):
        """Keep [(assembly, part, event)]; of a part that is there the first counts.

        One that a person ignored gives its place to the next one.
        """
        first = {(assembly, part): event for assembly, part, event in reversed(rows)}
        self.env.cr.execute(
            SQL(
                """INSERT INTO logistics_sync_assembly_contribution AS c
                          (assembly_id, company_id, part_id, event_id, message_id,
                           received_at)
                   VALUES %s ON CONFLICT (assembly_id, part_id) DO UPDATE
                      SET event_id = EXCLUDED.event_id,
                          message_id = EXCLUDED.message_id,
                          received_at = EXCLUDED.received_at
                    WHERE c.event_id <> EXCLUDED.event_id AND EXISTS (
                          SELECT FROM logistics_sync_event e
                           WHERE e.id = c.event_id AND e.state = 'ignored')""",
                SQL(", ").join(
                    SQL(
                        "%s",
                        (
                            assembly.id,
                            event.company_id.id,
                            part.id,
                            event.id,
                            event.message_id.id or None,
                            event.received_at or None,
                        ),
                    )
                    for (assembly, part), event in first.items()
                ),
            )
        )
        self.env["logistics.sync.assembly.contribution"].invalidate_model()
        self.invalidate_model(["contribution_ids"])

    def _get_missing(self):
        """The parts that are waited for."""
        self.ensure_one()
        wanted = self.rule_id.part_ids.filtered("is_required")
        return wanted - self.contribution_ids.part_id

    def _get_lead(self):
        """The event that is processed for all: that of the first part."""
        self.ensure_one()
        lead = self.rule_id.part_ids.sorted()[:1]
        found = self.contribution_ids.filtered(lambda c: c.part_id == lead)
        return found.event_id

    def _settle(self):
        """Complete what has all its parts; returns those that became complete."""
        complete = self.browse()
        for assembly in self:
            if assembly.state not in OPEN:
                continue
            missing = assembly._get_missing()
            assembly.missing = missing._describe()
            if not missing:
                complete |= assembly
        complete.write({"state": "complete", "completed_at": fields.Datetime.now()})
        return complete

    # --------------------------------------------------------------- waiting
    def _ask_again(self, note):
        """Look again at transactions that still wait."""
        waiting = self.filtered(lambda a: a.state in OPEN)
        waiting.contribution_ids.event_id._take_up(note)

    @api.model
    @api.private
    def _ask_about_overdue(self):
        """A question about each transaction whose parts did not come in time."""
        overdue = self.search(
            [("state", "=", "awaiting"), ("until", "<=", fields.Datetime.now())],
            limit=1000,
        )
        for assembly in overdue:
            event = assembly._get_lead() or assembly.contribution_ids[:1].event_id
            if event:
                self.env["logistics.sync.exception"]._raise_for(
                    MISSING,
                    self.env._(
                        "%(what)s %(number)s still awaits %(missing)s.",
                        what=assembly.rule_id.name,
                        number=assembly.number,
                        missing=assembly.missing,
                    ),
                    event=event,
                )
        overdue.write({"state": "overdue"})

    # --------------------------------------------------------------- buttons
    def action_complete(self):
        """Button: go on with the parts that are there; who said so stays on record."""
        self.contribution_ids.message_id.check_access("write")
        waiting = self.sudo().filtered(
            lambda a: a.state in OPEN or a._get_lead().state == "exception"
        )
        if not waiting:
            raise UserError(self.env._("Nothing is awaited here any more."))
        for assembly in waiting:
            if not assembly._get_lead():
                raise UserError(
                    self.env._(
                        "“%(part)s” of %(number)s is missing, and it is the document "
                        "that is processed.",
                        part=assembly.rule_id.part_ids.sorted()[:1].name,
                        number=assembly.number,
                    )
                )
        waiting.write({"state": "forced", "completed_at": fields.Datetime.now()})
        waiting.contribution_ids.event_id._take_up(
            self.env._("Completed by %s", self.env.user.name)
        )
        return True
