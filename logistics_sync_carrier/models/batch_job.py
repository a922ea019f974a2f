# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncBatchJob(models.Model):
    """What is done again and again for shipments."""

    _inherit = "logistics.sync.batch.job"

    code = fields.Selection(
        selection_add=[
            ("heal_drift", "Heal status differences"),
            ("pull_statuses", "Ask partners about quiet parcels"),
        ],
        ondelete={"heal_drift": "cascade", "pull_statuses": "cascade"},
    )

    @api.model
    def _prepare_jobs(self):
        return [
            *super()._prepare_jobs(),
            {
                "code": "heal_drift",
                "name": self.env._("Status differences"),
                "every": "always",
            },
            {
                "code": "pull_statuses",
                "name": self.env._("Quiet parcels"),
                "every": "always",
            },
        ]

    def _batch_heal_drift(self, run):
        """Make up for events partners never sent."""
        for done in self.env["logistics.shipment.drift"]._heal(self.company_id):
            yield done, 0

    def _batch_pull_statuses(self, run):
        """Ask every partner of the company that can be asked."""
        connectors = self.env["logistics.sync.connector"].search(
            [
                ("state", "=", "live"),
                ("status_url", "not in", (False, "")),
                ("company_id", "=", self.company_id.id),
            ]
        )
        for connector in connectors:
            yield from connector._pull_statuses()
