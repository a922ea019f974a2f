# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    logistics_key_customer = fields.Boolean(
        string="Key Customer in Logistics",
        help="Questions about documents of this customer are put before others.",
    )
