# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .onboarding import OPEN_STATES, STEPS

ORDER = {code: place for place, (code, __) in enumerate(STEPS)}


class LogisticsSyncOnboardingStep(models.Model):
    """One step of an onboarding: proven or not, since when, and how long it took."""

    _name = "logistics.sync.onboarding.step"
    _inherit = "logistics.sync.named.by.choice"
    _description = "Step of an Onboarding"
    _order = "onboarding_id, sequence, id"
    _rec_name = "code"

    onboarding_id = fields.Many2one(
        "logistics.sync.onboarding", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="onboarding_id.company_id", store=True)
    template_id = fields.Many2one(related="onboarding_id.template_id", store=True)
    code = fields.Selection(STEPS, string="Step", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    is_done = fields.Boolean(compute="_compute_is_done", string="Done")
    missing = fields.Char(compute="_compute_is_done", string="What Is Missing")
    is_next = fields.Boolean(compute="_compute_is_done")
    done_at = fields.Datetime(string="Done On", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    hours = fields.Float(
        string="Took (hours)",
        readonly=True,
        aggregator="avg",
        help="By the clock, nights and waiting included: since anything was proven "
        "before it, and again each time it had to be done anew. No hour counts twice.",
    )

    @api.depends("code")
    def _compute_sequence(self):
        for step in self:
            step.sequence = ORDER.get(step.code, 0)

    @api.depends("done_at", "onboarding_id.state", "onboarding_id.connector_id")
    def _compute_is_done(self):
        for onboarding, steps in self.grouped("onboarding_id").items():
            missing = {}
            if onboarding.state in OPEN_STATES:
                missing = onboarding._get_missing()
            first = True
            for step in steps.sorted("sequence"):
                if onboarding.state in OPEN_STATES:
                    step.missing = missing[step.code]
                    step.is_done = not step.missing
                else:
                    step.missing = ""
                    step.is_done = bool(step.done_at)
                step.is_next = first and not step.is_done
                first = first and step.is_done

    def action_open(self):
        """Button: the place where this step is done."""
        self.ensure_one()
        return self.onboarding_id._open_step(self.code)


class LogisticsSyncOnboarding(models.Model):
    _inherit = "logistics.sync.onboarding"

    measured_until = fields.Datetime(
        readonly=True, copy=False, help="Up to here each hour belongs to a step."
    )

    def _refresh(self):
        """Keep when each step was proven; what is not proven any more is open again."""
        now = fields.Datetime.now()
        for onboarding in self.sudo():
            if onboarding.state not in OPEN_STATES:
                continue
            missing = onboarding._get_missing()
            # Whoever looks, such as the scheduled job, has proven nothing by that.
            worked = self.env.user in onboarding.worker_ids
            for step in onboarding.step_ids.sorted("sequence"):
                if missing[step.code]:
                    if step.done_at:
                        onboarding._reopen(step, missing[step.code])
                elif not step.done_at:
                    step.write(
                        {
                            "done_at": now,
                            "done_by_id": worked and self.env.uid,
                            "hours": step.hours + onboarding._measure(now),
                        }
                    )

    def _measure(self, now):
        """Hours by the clock that no step has yet; they count for one only."""
        start = self.measured_until or self.started_at or now
        self.measured_until = max(now, start)
        return max((now - start).total_seconds(), 0) / 3600

    def _reopen(self, step, sentence):
        step.write({"done_at": False, "done_by_id": False})
        label = dict(step._fields["code"]._description_selection(self.env))[step.code]
        self.message_post(
            body=self.env._(
                "“%(step)s” is open again: %(missing)s", step=label, missing=sentence
            )
        )
        if self.state == "waiting":
            self.state = "preparing"

    @api.model
    def _cron_refresh(self):
        """Note what was done elsewhere, such as a code that was mapped."""
        for onboarding in self.search([("state", "in", OPEN_STATES)]):
            onboarding._refresh()
            self.env["ir.cron"]._commit_progress(1)

    def action_refresh(self):
        """Button: look again at what is done."""
        self._check_manager()
        self._refresh()
        return True
