# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core.masking import mask_error

# Names in the context of a fetch the list of what went wrong in it.
PROBLEMS = "logistics_sync_batch_problems"


class LogisticsSyncBatchJob(models.Model):
    """Documents of chosen partners are fetched at planned times, and counted."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[("intake", "Fetch documents of partners")],
        ondelete={"intake": "cascade"},
    )
    is_intake = fields.Boolean(compute="_compute_is_intake")
    connector_ids = fields.Many2many(
        "logistics.sync.connector",
        "logistics_sync_batch_job_connector_rel",
        string="Partners",
        check_company=True,
        help="Their documents are fetched by this job only, not every minute.",
    )

    @api.model
    def _get_intake_codes(self):
        """Codes of the jobs that fetch documents; addons add theirs."""
        return ("intake",)

    @api.depends("code")
    def _compute_is_intake(self):
        codes = self._get_intake_codes()
        for job in self:
            job.is_intake = job.code in codes

    @api.depends("connector_ids")
    def _compute_effect(self):
        result = super()._compute_effect()
        for job in self.filtered(lambda one: one.is_intake and not one.connector_ids):
            job.effect = job._get_effect_of_nobody()
        return result

    def _get_effect_of_nobody(self):
        """What a job does that names no partner, in words."""
        return self.env._("No partner is named yet: nothing is fetched.")

    @api.private
    def _get_intake_connectors(self):
        """The partners this job fetches from."""
        self.ensure_one()
        return self.connector_ids.filtered(lambda one: one.state == "live")

    @api.model
    @api.private
    def _get_connectors_of_jobs(self):
        """{connector: the job that fetches its documents}"""
        jobs = self.sudo().search([("code", "in", self._get_intake_codes())])
        return {
            connector: job for job in jobs for connector in job._get_intake_connectors()
        }

    def _batch_intake(self, run):
        """Fetch from one partner after another; each is saved by itself."""
        run._control_files()
        # One that takes all the time there is must not keep the others waiting.
        for connector in run._get_left():
            more = True
            while more:
                fetched, problems, more = run._fetch_from(connector)
                yield fetched, problems


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    fetched_by_id = fields.Many2one(
        "logistics.sync.batch.job", compute="_compute_fetched_by_id"
    )

    def _compute_fetched_by_id(self):
        found = self.env["logistics.sync.batch.job"]._get_connectors_of_jobs()
        for connector in self:
            connector.fetched_by_id = found.get(connector)

    @api.model
    def _get_polled(self):
        """Partners a batch job fetches from are left to it."""
        found = super()._get_polled()
        jobs = self.env["logistics.sync.batch.job"]._get_connectors_of_jobs()
        return found - self.browse().union(*jobs)

    def _report_unreachable(self, error):
        problems = self.env.context.get(PROBLEMS)
        if problems is not None:
            problems.append(mask_error(error))
        return super()._report_unreachable(error)

    def _enter_gate_to_poll(self):
        """What was not fetched because calls are stopped or limited is told."""
        passage = super()._enter_gate_to_poll()
        problems = self.env.context.get(PROBLEMS)
        if problems is not None and not passage:
            problems.append(self._describe_closed_gate())
        return passage

    def _describe_closed_gate(self):
        gate = self.gate_ids
        gate.invalidate_recordset()
        now = fields.Datetime.now()
        if gate.state == "closed" and not (gate.held_until and gate.held_until > now):
            return self.env._("Another call to %s was just beginning.", self.name)
        return self._describe_gate()
