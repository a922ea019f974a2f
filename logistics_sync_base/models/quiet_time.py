# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models, tools

from ..core.quiet import month_close


class Quiet(NamedTuple):
    """A quiet time as it is configured; times are naive UTC."""

    id: int
    company_id: int
    name: str
    every_month: bool
    begin: object
    end: object
    before: int
    after: int
    tz: str
    holds_lane: bool
    job_ids: frozenset

    def find_window(self, now):
        """(begin, end) while it is in force, else None."""
        if not self.every_month:
            return (self.begin, self.end) if self.begin <= now < self.end else None
        found = month_close(
            now.replace(tzinfo=UTC), ZoneInfo(self.tz), self.before, self.after
        )
        return found and tuple(moment.replace(tzinfo=None) for moment in found)


class LogisticsSyncQuietTime(models.Model):
    """When heavy work that can wait is left alone: a month-end, a stocktaking."""

    _name = "logistics.sync.quiet.time"
    _description = "Quiet Time"
    _inherit = ["mail.thread", "logistics.sync.cached.record"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    recurrence = fields.Selection(
        [("month", "Around the end of each month"), ("once", "Once")],
        string="When",
        required=True,
        default="month",
        tracking=True,
    )
    days_before = fields.Integer(
        string="Last Days of the Month", default=1, tracking=True
    )
    days_after = fields.Integer(
        string="First Days of the Next Month", default=3, tracking=True
    )
    tz = fields.Selection(
        lambda self: (
            self.env["res.partner"]._fields["tz"]._description_selection(self.env)
        ),
        string="Time Zone",
        required=True,
        default=lambda self: self.env["logistics.sync.batch.job"]._get_company_tz(
            self.env.company
        ),
    )
    date_start = fields.Datetime(string="From", tracking=True)
    date_end = fields.Datetime(string="Until", tracking=True)
    holds_lane = fields.Boolean(
        string="Hold the Batch Lane",
        default=True,
        tracking=True,
        help="Documents in the batch lane wait until it is over, history too.",
    )
    job_ids = fields.Many2many(
        "logistics.sync.batch.job",
        string="Jobs Left Out",
        check_company=True,
        help="Empty: all jobs of the company that can wait.",
    )
    is_in_force = fields.Boolean(compute="_compute_is_in_force", string="Now")

    _window = models.Constraint(
        "CHECK(recurrence <> 'once' OR (date_start IS NOT NULL"
        " AND date_end IS NOT NULL AND date_end > date_start))",
        "The end must come after the beginning.",
    )
    _days = models.Constraint(
        "CHECK(days_before BETWEEN 0 AND 15 AND days_after BETWEEN 0 AND 15"
        " AND (recurrence <> 'month' OR days_before + days_after > 0))",
        "A closing takes from 1 to 15 days on each side of the end of the month.",
    )

    def _compute_is_in_force(self):
        now = fields.Datetime.now()
        found = {quiet.id for quiet, __ in self._get_in_force(now)}
        for record in self:
            record.is_in_force = record.id in found

    @api.model
    @tools.ormcache()
    def _get_all(self):
        return tuple(
            Quiet(
                one.id,
                one.company_id.id,
                one.name,
                one.recurrence == "month",
                one.date_start,
                one.date_end,
                one.days_before,
                one.days_after,
                one.tz,
                one.holds_lane,
                frozenset(one.job_ids.ids),
            )
            for one in self.sudo().search([])
        )

    @api.model
    def _get_in_force(self, now):
        """[(Quiet, its end)] at this moment; no query once they were read."""
        found = []
        for quiet in self._get_all():
            if window := quiet.find_window(now):
                found.append((quiet, window[1]))
        return found

    @api.model
    def _get_held_companies(self, now):
        """{company id: (Quiet, its end)} of those whose batch lane is held."""
        return {
            quiet.company_id: (quiet, end)
            for quiet, end in self._get_in_force(now)
            if quiet.holds_lane
        }

    @api.model
    def _find_for_job(self, job, now):
        """(Quiet, its end) that a job is left out for, else None."""
        if job.is_critical:
            return None
        for quiet, end in self._get_in_force(now):
            if quiet.company_id == job.company_id.id and (
                not quiet.job_ids or job.id in quiet.job_ids
            ):
                return quiet, end
        return None
