# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class LogisticsSyncCredential(models.Model):
    """A token that lets a monitoring system look at the health of a company's work."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[("health_token", "Access token, health and metrics only")],
        ondelete={"health_token": "cascade"},
    )

    @api.model
    @api.private
    def _find_health_token(self, token):
        """The valid credential this token belongs to, or none."""
        known = self.sudo().search([("kind", "=", "health_token")])
        return known._match_token(token, "health_token")
