# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCredential(models.Model):
    """A token that lets a system ask for replays of its own messages."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[("replay_token", "Access token, replaying only")],
        ondelete={"replay_token": "cascade"},
    )
