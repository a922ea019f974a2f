# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncMapping(models.Model):
    """Mappings of EDI documents start from the names of their definition."""

    _inherit = "logistics.sync.mapping"

    format = fields.Selection(
        selection_add=[("x12", "EDI X12"), ("edifact", "EDIFACT")],
        ondelete={"x12": "set default", "edifact": "set default"},
    )
