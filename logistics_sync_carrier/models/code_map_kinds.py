# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncCodeMap(models.Model):
    """For products and customers that have several numbers at one partner."""

    _inherit = "logistics.sync.code.map"

    kind = fields.Selection(
        selection_add=[("product", "Product"), ("customer", "Customer")],
        ondelete={"product": "cascade", "customer": "cascade"},
    )
