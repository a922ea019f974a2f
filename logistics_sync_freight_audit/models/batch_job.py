# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

CODE = "audit_import"


class LogisticsSyncBatchJob(models.Model):
    """What audit providers deliver is fetched as a batch, with its control totals."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[(CODE, "Fetch from freight audit providers")],
        ondelete={CODE: "cascade"},
    )

    @api.model
    def _get_intake_codes(self):
        return (*super()._get_intake_codes(), CODE)

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": CODE,
                "name": self.env._("Audit import"),
                "every": "day",
                "run_hour": 1.0,
            },
        ]

    def _get_effect_of_nobody(self):
        if self.code != CODE:
            return super()._get_effect_of_nobody()
        return self.env._(
            "Fetched from all freight audit partners that offer their documents."
        )

    def _get_intake_connectors(self):
        """The partners it names; without any, all audit providers we fetch from."""
        found = super()._get_intake_connectors()
        if self.code != CODE or self.connector_ids:
            return found
        providers = self.env["logistics.sync.connector"].search(
            [
                ("kind", "=", "freight_audit"),
                ("state", "=", "live"),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return providers.filtered(lambda connector: connector._can("poll"))

    def _batch_audit_import(self, run):
        """Fetch like any intake; invoices are staged as documents when processed."""
        yield from self._batch_intake(run)
