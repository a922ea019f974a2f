# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCredential(models.Model):
    """Tokens that open what can be read, and nothing else."""

    _inherit = "logistics.sync.credential"

    kind = fields.Selection(
        selection_add=[("read_token", "Access token, reading only")],
        ondelete={"read_token": "cascade"},
    )
