# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCredentialShow(models.TransientModel):
    """Shows a generated secret once; it cannot be read back afterwards."""

    _name = "logistics.sync.credential.show"
    _description = "Show a New Secret Once"

    credential_id = fields.Many2one(
        "logistics.sync.credential", required=True, ondelete="cascade"
    )
    # Not a column: the clear text must not reach the database.
    secret = fields.Char(readonly=True, store=False)
