# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

# Batches that are of their own: (code of the event type, name).
FLOW_JOBS = (
    ("freight_charge_approved", "Freight settlement"),
    ("rate_adjusted", "Charge reconciliation"),
    ("tax_adjusted", "Tax adjustments"),
)


class LogisticsSyncBatchJob(models.Model):
    """The jobs that each company begins with."""

    _inherit = "logistics.sync.batch.job"

    @api.model
    @api.private
    def _create_missing(self, companies=None):
        """Give each company the jobs that exist, as its own to change."""
        companies = companies or self.env["res.company"].search(Domain.TRUE)
        jobs = self.sudo().with_context(active_test=False)
        known = {(job.company_id.id, job.code) for job in jobs.search(Domain.TRUE)}
        rows = []
        for company in companies:
            shared = {"company_id": company.id, "tz": self._get_company_tz(company)}
            for values in self._prepare_jobs():
                if (company.id, values["code"]) not in known:
                    rows.append(shared | values)
        return jobs.create(rows)

    @api.model
    def _prepare_jobs(self):
        """Values of the jobs a company begins with; addons add theirs."""
        flows = {
            flow.code: flow.id
            for flow in self.env["logistics.sync.event.type"].sudo().search([])
        }
        named = [
            {"code": "flows", "name": name, "event_type_ids": [(6, 0, [flows[flow]])]}
            for flow, name in FLOW_JOBS
            if flow in flows
        ]
        return [
            *named,
            {"code": "flows", "name": self.env._("Other collected facts")},
            {"code": "export", "name": self.env._("Exports"), "every": "always"},
        ]
