# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..core import signing

# What a token of the kind "access token" can be limited to.
OPERATIONS = ("post", "fetch", "status")


class LogisticsSyncCredential(models.Model):
    """What a token opens: its own connector, and there these operations and events."""

    _inherit = "logistics.sync.credential"

    may_post = fields.Boolean(default=True, help="Documents may be posted with it.")
    may_fetch = fields.Boolean(
        default=True,
        help="What waits for the partner may be fetched and confirmed with it.",
    )
    may_status = fields.Boolean(
        string="May Ask",
        default=True,
        help="How far the partner's documents are may be asked with it.",
    )
    event_type_ids = fields.Many2many(
        "logistics.sync.event.type",
        "logistics_sync_credential_event_type_rel",
        string="Only These Events",
        help="A document with any other event is refused. Empty: whatever the partner "
        "may tell.",
    )

    @api.private
    def _may(self, operation):
        """Whether this token is for one of OPERATIONS."""
        self.ensure_one()
        return self.kind != "access_token" or self[f"may_{operation}"]

    @api.model
    @api.private
    def _belongs_to_another(self, token, connector):
        """Whether a token is valid, but at another connector than this one."""
        if not token:
            return False
        known = self.sudo().search([("token_hash", "=", signing.hash_token(token))])
        return any(
            one.state == "valid" and one.connector_id != connector for one in known
        )
