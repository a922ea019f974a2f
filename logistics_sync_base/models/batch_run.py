# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models

KEPT_DAYS = 90


class LogisticsSyncBatchRun(models.Model):
    """One run of a batch job: when, how much, what went wrong."""

    _name = "logistics.sync.batch.run"
    _description = "Batch Run"
    _order = "started_at desc, id desc"
    _rec_name = "job_id"

    job_id = fields.Many2one(
        "logistics.sync.batch.job",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True, index=True)
    state = fields.Selection(
        [
            ("running", "Under way"),
            ("done", "Done"),
            ("errors", "Done, with errors"),
            ("failed", "Failed"),
            ("skipped", "Left out"),
        ],
        required=True,
        default="running",
        readonly=True,
        string="Result",
    )
    started_at = fields.Datetime(required=True, readonly=True, string="Begin")
    ended_at = fields.Datetime(readonly=True, string="End")
    cutoff_at = fields.Datetime(
        readonly=True,
        string="Cut-off",
        help="What was received later belongs to the next batch.",
    )
    done_count = fields.Integer(readonly=True, default=0, string="Items")
    total_count = fields.Integer(readonly=True, default=0, string="Planned")
    error_count = fields.Integer(readonly=True, default=0, string="Errors")
    resumed_count = fields.Integer(
        readonly=True,
        default=0,
        string="Times Gone On",
        help="How often it was broken off and went on where it stood.",
    )
    requested_by_id = fields.Many2one(
        "res.users", string="Asked for By", readonly=True, help="Empty: as planned."
    )
    is_paused = fields.Boolean(readonly=True)
    # What of its work lies behind a run that goes on; the kind of job says what.
    position = fields.Json(readonly=True)
    note = fields.Text(readonly=True)
    item_ids = fields.One2many("logistics.sync.batch.item", "run_id", readonly=True)
    rolled_ids = fields.One2many(
        "logistics.sync.batch.item",
        "rolled_from_id",
        string="Rolled Over to the Next Batch",
        readonly=True,
    )
    rolled_count = fields.Integer(compute="_compute_rolled_count", string="Rolled Over")

    _running_index = models.UniqueIndex(
        "(job_id) WHERE state = 'running'", "A job has one run at a time."
    )

    @api.depends("rolled_ids")
    def _compute_rolled_count(self):
        for run in self:
            run.rolled_count = len(run.rolled_ids)

    @api.depends("job_id", "started_at")
    def _compute_display_name(self):
        for run in self:
            at = fields.Datetime.context_timestamp(run, run.started_at)
            run.display_name = f"{run.job_id.name} {at:%Y-%m-%d %H:%M}"

    def _count(self, done, failed):
        """Add to what was done; part of the transaction that did it."""
        self.ensure_one()
        if done or failed:
            done_count = self.done_count + done
            self.write(
                {
                    "done_count": done_count,
                    "error_count": self.error_count + failed,
                    "total_count": max(self.total_count, done_count),
                }
            )

    def _finish(self):
        """End the run; one whose facts are still being worked on stays under way."""
        self.ensure_one()
        states = self.item_ids.mapped("event_state")
        if any(state in ("waiting", "pending") for state in states):
            self._pause()
            return
        failing = [one for one in states if one in ("exception", "failed", "dead")]
        if states:
            self.write({"done_count": len(states), "error_count": len(failing)})
        self._end("errors" if self.error_count else "done", self._get_closing_note())

    def _get_closing_note(self):
        """What a run that was finished says beside its figures."""
        return False

    def _pause(self):
        """It goes on by itself; nothing broke it off."""
        self.is_paused = True

    def _end(self, state, note=False):
        self.write({"state": state, "note": note, "ended_at": fields.Datetime.now()})

    @api.autovacuum
    def _gc_runs(self):
        """Old runs that nothing is to be said about go."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search(
            [("ended_at", "<", limit), ("state", "in", ("done", "skipped"))],
            limit=10000,
        ).unlink()
