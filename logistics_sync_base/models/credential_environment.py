# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .connector import ENVIRONMENTS


class LogisticsSyncCredential(models.Model):
    """One set of secrets for each environment: only that of the connector's counts."""

    _inherit = "logistics.sync.credential"

    environment = fields.Selection(
        ENVIRONMENTS,
        compute="_compute_environment",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Used while the connector is in this environment, and only where the "
        "database is for it.",
    )
    state = fields.Selection(selection_add=[("elsewhere", "Other environment")])

    @api.depends("connector_id")
    def _compute_environment(self):
        for credential in self:
            # Once said it stays, whatever becomes of the connector.
            credential.environment = (
                credential.environment or credential.connector_id.environment or "test"
            )

    @api.depends("environment", "connector_id.environment")
    def _compute_state(self):
        result = super()._compute_state()
        for credential in self.filtered(lambda one: one.state == "valid"):
            connector = credential.connector_id
            if (
                credential.environment != connector.environment
                or not connector._is_in_environment()
            ):
                credential.state = "elsewhere"
        return result
