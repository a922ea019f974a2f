# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..core import schedule

EVERY = [
    ("always", "As often as the system looks"),
    ("minutes", "Every so many minutes"),
    ("day", "Each day"),
    ("week", "Each week"),
    ("month", "On the last day of each month"),
]
SCHEDULE_FIELDS = {"every", "interval_minutes", "run_hour", "weekday", "tz", "active"}


class LogisticsSyncBatchJob(models.Model):
    """Work that is done together at planned times, for one company.

    What a job does is told by its code: a method ``_batch_<code>(run)``, a generator
    that yields (items done, items failed) after each piece that may be committed. It
    asks what is left each time it begins, so that a run that was killed goes on where
    it stood. Addons add theirs with ``selection_add``.
    """

    _name = "logistics.sync.batch.job"
    _description = "Batch Job"
    _inherit = ["mail.thread"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    code = fields.Selection(
        [("flows", "Work on collected facts"), ("export", "Write exports")],
        string="What It Does",
        required=True,
        default="flows",
    )
    event_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        string="Flows",
        domain=[("mode", "=", "batch")],
        help="Empty: all that no other job of the company works on.",
    )
    is_critical = fields.Boolean(
        string="Cannot Wait",
        tracking=True,
        help="Such a job is done in quiet times too.",
    )
    every = fields.Selection(
        EVERY, string="Done", required=True, default="day", tracking=True
    )
    interval_minutes = fields.Integer(
        string="Minutes Between", default=60, tracking=True
    )
    run_hour = fields.Float(string="At", default=2.0, tracking=True)
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="On",
        default="0",
        tracking=True,
    )
    has_cutoff = fields.Boolean(
        string="With a Cut-off",
        tracking=True,
        help="What comes after it belongs to the next batch.",
    )
    cutoff_hour = fields.Float(string="Cut-off At", default=18.0, tracking=True)
    tz = fields.Selection(
        lambda self: (
            self.env["res.partner"]._fields["tz"]._description_selection(self.env)
        ),
        string="Time Zone",
        required=True,
        default=lambda self: self._get_company_tz(self.env.company),
    )
    slice_size = fields.Integer(
        string="Items at a Time",
        default=50,
        help="So many are done before the work is saved; a run that was broken off "
        "goes on behind what was saved.",
    )
    next_run_at = fields.Datetime(string="Next Run", copy=False)
    is_requested = fields.Boolean(readonly=True, copy=False)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    run_ids = fields.One2many("logistics.sync.batch.run", "job_id", readonly=True)
    last_run_id = fields.Many2one(
        "logistics.sync.batch.run",
        compute="_compute_last_run_id",
    )
    last_run_at = fields.Datetime(compute="_compute_last_run_id", string="Last Begun")
    last_state = fields.Selection(
        lambda self: self.env["logistics.sync.batch.run"]._fields["state"].selection,
        compute="_compute_last_run_id",
        string="Result",
    )
    waiting_count = fields.Integer(
        compute="_compute_waiting_count", string="Facts Waiting"
    )

    _sizes = models.Constraint(
        "CHECK(slice_size > 0 AND interval_minutes > 0)",
        "Minutes and items at a time must be above zero.",
    )
    _hours = models.Constraint(
        "CHECK(run_hour >= 0 AND run_hour < 24"
        " AND cutoff_hour >= 0 AND cutoff_hour < 24)",
        "A time of the day is between 0:00 and 23:59.",
    )

    @api.model
    def _get_company_tz(self, company):
        return company.partner_id.tz or self.env.user.tz or "UTC"

    @api.depends("run_ids")
    def _compute_last_run_id(self):
        last = self.env["logistics.sync.batch.run"]._read_group(
            [("job_id", "in", self.ids)], ["job_id"], ["id:max"]
        )
        found = {job.id: run_id for job, run_id in last}
        for job in self:
            job.last_run_id = found.get(job._origin.id)
            job.last_state = job.last_run_id.state
            job.last_run_at = job.last_run_id.started_at

    def _compute_waiting_count(self):
        Item = self.env["logistics.sync.batch.item"]
        for job in self:
            job.waiting_count = (
                Item.search_count(job._get_item_domain()) if job.code == "flows" else 0
            )

    @api.constrains("event_type_ids", "company_id", "code", "active")
    def _check_one_job_for_a_flow(self):
        for job in self.filtered(lambda one: one.active and one.code == "flows"):
            others = self.search(
                [
                    ("company_id", "=", job.company_id.id),
                    ("code", "=", "flows"),
                    ("id", "!=", job.id),
                ]
            )
            shared = others.event_type_ids & job.event_type_ids
            if shared or (
                not job.event_type_ids
                and any(not other.event_type_ids for other in others)
            ):
                raise ValidationError(
                    self.env._(
                        "“%(job)s”: %(what)s is worked on by another job already.",
                        job=job.name,
                        what=", ".join(shared.mapped("name"))
                        or self.env._("what no job names"),
                    )
                )

    @api.constrains("has_cutoff", "every", "code")
    def _check_cutoff(self):
        for job in self:
            if job.every == "always" and job.code == "flows":
                raise ValidationError(
                    self.env._("Say how often “%s” is done, in minutes.", job.name)
                )
            if job.has_cutoff and job.every in ("always", "minutes"):
                raise ValidationError(
                    self.env._(
                        "“%s” has a cut-off, so it is done each day, week or month.",
                        job.name,
                    )
                )

    # ------------------------------------------------------------ schedule
    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        for job in jobs.filtered(lambda one: not one.next_run_at):
            job._plan_next(fields.Datetime.now())
        return jobs

    def write(self, vals):
        result = super().write(vals)
        if not SCHEDULE_FIELDS.isdisjoint(vals) and "next_run_at" not in vals:
            for job in self:
                job._plan_next(fields.Datetime.now())
        return result

    def _plan_next(self, now):
        self.ensure_one()
        if self.every == "always":
            self.next_run_at = False
        elif self.every == "minutes":
            self.next_run_at = now + timedelta(minutes=self.interval_minutes)
        else:
            self.next_run_at = self._find_moment(
                schedule.first_at_or_after, now + timedelta(seconds=1), self.run_hour
            )

    def _find_moment(self, find, moment, hour):
        """A planned moment around a naive UTC one, as naive UTC."""
        found = find(
            moment.replace(tzinfo=UTC),
            ZoneInfo(self.tz or "UTC"),
            self.every,
            hour,
            int(self.weekday or 0),
        )
        return found.replace(tzinfo=None)

    def _get_cutoff(self, now):
        """The last cut-off that is over; None where there is none."""
        self.ensure_one()
        if not self.has_cutoff:
            return None
        return self._find_moment(schedule.last_at_or_before, now, self.cutoff_hour)

    def _is_due(self, now):
        if self.every == "always":
            return True
        return bool(self.next_run_at and self.next_run_at <= now)

    # --------------------------------------------------------------- flows
    def _get_item_domain(self):
        """Facts that wait for this job."""
        self.ensure_one()
        flows = self.event_type_ids
        if not flows:
            named = self.search(
                [("company_id", "=", self.company_id.id), ("code", "=", "flows")]
            ).event_type_ids
            about = Domain("event_type_id", "not in", named.ids)
        else:
            about = Domain("event_type_id", "in", flows.ids)
        return about & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("mode", "=", "batch"),
                ("state", "=", "waiting"),
            ]
        )

    @api.model
    def _find_for(self, item):
        """The job that works on a collected fact."""
        jobs = self.search(
            [("company_id", "=", item.company_id.id), ("code", "=", "flows")]
        )
        named = jobs.filtered(lambda job: item.event_type_id in job.event_type_ids)
        return (named or jobs.filtered(lambda job: not job.event_type_ids))[:1]
