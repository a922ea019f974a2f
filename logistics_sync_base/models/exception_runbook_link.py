# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncException(models.Model):
    """A question shows where its answer is described."""

    _inherit = "logistics.sync.exception"

    runbook_url = fields.Char(related="code_id.runbook_url")
