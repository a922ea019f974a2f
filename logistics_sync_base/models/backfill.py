# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

# In the context while messages of a run are worked on: nobody is told of history.
HISTORY = "logistics_sync_history"
COUNTS = (
    "message_count",
    "open_count",
    "event_count",
    "done_count",
    "problem_count",
    "duplicate_count",
)


class LogisticsSyncBackfill(models.Model):
    """A run that loads facts of the past: they are recorded, and nothing follows.

    No invoice, no posting, no transfer, no mail, no question about each of them, and
    no partner is told. What the run could not place is counted in it.
    """

    _name = "logistics.sync.backfill"
    _description = "Load of History"
    _inherit = ["mail.thread", "logistics.sync.cached.record"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    connector_id = fields.Many2one(
        "logistics.sync.connector", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="connector_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("files", "Files I upload"),
            ("window", "Whatever the partner sends until I close the run"),
        ],
        string="What Is Loaded",
        default="files",
        required=True,
    )
    reason = fields.Text(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Finished")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    known_count = fields.Integer(
        readonly=True, copy=False, string="Files Loaded Before"
    )
    message_count = fields.Integer(compute="_compute_counts", string="Documents")
    open_count = fields.Integer(compute="_compute_counts", string="Still to Do")
    event_count = fields.Integer(compute="_compute_counts", string="Facts")
    done_count = fields.Integer(compute="_compute_counts", string="Recorded")
    problem_count = fields.Integer(compute="_compute_counts", string="Not Placed")
    duplicate_count = fields.Integer(compute="_compute_counts", string="Known Before")

    def _compute_counts(self):
        found = self._count()
        for run in self:
            for name, count in zip(COUNTS, found.get(run.id, [0] * 6), strict=True):
                run[name] = count

    def _count(self):
        """{run id: numbers in the order of COUNTS}"""
        if not self.ids:
            return {}
        self.env["logistics.sync.event"].flush_model(["state", "message_id"])
        self.env["logistics.sync.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.backfill_id, count(*),
                          count(*) FILTER (WHERE m.next_attempt_at IS NOT NULL),
                          sum(COALESCE(e.events, 0)), sum(COALESCE(e.done, 0)),
                          sum(COALESCE(e.problems, 0)
                            + (e.events IS NULL
                               AND m.state IN ('exception', 'dead'))::int),
                          sum(COALESCE(m.duplicate_count, 0))
                     FROM logistics_sync_message m
                LEFT JOIN LATERAL (
                          SELECT count(*) AS events,
                                 count(*) FILTER (WHERE state = 'done') AS done,
                                 count(*) FILTER (WHERE state IN
                                   ('exception', 'dead', 'waiting')) AS problems
                            FROM logistics_sync_event WHERE message_id = m.id
                          HAVING count(*) > 0) e ON true
                    WHERE m.backfill_id IN %s GROUP BY m.backfill_id""",
                tuple(self.ids),
            )
        )
        return {row[0]: [int(number) for number in row[1:]] for row in rows}

    @api.model
    @api.private
    @tools.ormcache()
    def _is_used(self):
        """Whether any history was ever loaded: most databases ask no further."""
        return bool(self.sudo().search_count([("state", "!=", "draft")], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        runs._share_files()
        return runs

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._share_files()
        return result

    def _share_files(self):
        """Whoever may see a run may see its files, not only who uploaded them."""
        for run in self.filtered("attachment_ids"):
            own = run.attachment_ids.filtered(lambda file: not file.res_model)
            own.write({"res_model": self._name, "res_id": run.id})

    # ----------------------------------------------------------------- buttons
    def action_start(self):
        """Button: load the files, or mark what comes from now on as history."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("This run was started already."))
        known = 0
        if self.kind == "files":
            known = self._load_files()
        else:
            self._open_window()
        self._write_decided(
            {
                "state": "running",
                "requested_by_id": self.env.uid,
                "started_at": fields.Datetime.now(),
                "known_count": known,
            }
        )
        self.env["logistics.sync.message"].sudo()._dispatch_after_commit(["batch"])
        return True

    def _load_files(self):
        """Store each file once as a message of this run; how many were known."""
        if not self.attachment_ids:
            raise UserError(self.env._("Add the files that are to be loaded."))
        messages = self.env["logistics.sync.message"].sudo()
        known = 0
        for attachment in self.attachment_ids:
            raw = attachment.raw
            if not raw:
                raise UserError(self.env._("The file “%s” is empty.", attachment.name))
            __, outcome = messages._ingest(
                self.connector_id.sudo(),
                raw,
                f"backfill:{attachment.checksum}",
                file_name=attachment.name,
                backfill_id=self.id,
            )
            known += outcome != "fresh"
        return known

    def _open_window(self):
        connector = self.connector_id.sudo()
        if connector.backfill_id:
            raise UserError(
                self.env._(
                    "“%s” marks the messages of this connector as history already: "
                    "close it first.",
                    connector.backfill_id.name,
                )
            )
        connector.backfill_id = self

    def action_close(self):
        """Button: what the partner sends from now on is no history any more."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "running" or self.kind != "window":
            raise UserError(self.env._("This run is not open."))
        connector = self.connector_id.sudo()
        if connector.backfill_id == self:
            connector.backfill_id = False
        self._settle()
        return True

    # ------------------------------------------------------------------ the end
    @api.model
    @api.private
    def _cron_settle(self):
        """Note the end of runs nothing is left to do of; woken with the sweeper."""
        if self._is_used():
            self.sudo().search([("state", "=", "running")])._settle()

    def _settle(self):
        """Finish runs whose messages are all worked on; ask once about problems."""
        for run in self:
            if run.connector_id.sudo().backfill_id == run or run.open_count:
                continue
            run.write({"state": "done", "finished_at": fields.Datetime.now()})
            if run.problem_count:
                run._ask_about_problems()

    def _ask_about_problems(self):
        """One question for the whole run, to whoever started it."""
        question = self.env["logistics.sync.exception"]._raise_for(
            "backfill_problems",
            self.env._(
                "%(problems)s of %(facts)s facts of “%(run)s” could not be placed.",
                problems=self.problem_count,
                facts=max(self.event_count, self.problem_count),
                run=self.name,
            ),
            connector=self.connector_id,
            record=self,
        )
        question.owner_id = self.requested_by_id

    def action_view_messages(self):
        return self._open_list("message", [("backfill_id", "=", self.id)])

    def action_view_events(self):
        return self._open_list("event", [("message_id.backfill_id", "=", self.id)])

    def action_view_problems(self):
        return self._open_list(
            "event",
            [
                ("message_id.backfill_id", "=", self.id),
                ("state", "in", ("exception", "dead", "waiting")),
            ],
        )

    def _open_list(self, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"logistics_sync_base.logistics_sync_{name}_action"
        )
        return dict(action, domain=domain, context={})

    def action_try_again(self):
        """Button: replay what could not be placed; it is history still."""
        self.ensure_one()
        messages = self.env["logistics.sync.message"].search(
            [
                ("backfill_id", "=", self.id),
                ("state", "in", ("exception", "dead", "transformed")),
            ]
        )
        if not messages:
            raise UserError(self.env._("Everything in it was placed."))
        return messages.action_replay()
