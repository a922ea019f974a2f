# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncConnector(models.Model):
    _inherit = "logistics.sync.connector"

    finds_repeats = fields.Boolean(
        string="Recognize Repeated Facts",
        default=True,
        help="A scan of the same type, number and moment, or an invoice of the same "
        "number and amount, is a duplicate whatever else it says, also when it comes "
        "by another connector of the same partner.",
    )
