# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncEventConsequence(models.Model):
    _inherit = "logistics.sync.event.consequence"

    code = fields.Selection(
        selection_add=[("take_order", "Make or change the sales order")],
        ondelete={"take_order": "cascade"},
    )
