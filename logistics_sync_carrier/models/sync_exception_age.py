# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class LogisticsSyncExceptionAge(models.Model):
    """Age of questions by delivery method, too."""

    _inherit = "logistics.sync.exception.age"
    _depends = {"logistics.sync.exception": ["delivery_carrier_id"]}

    delivery_carrier_id = fields.Many2one(
        "delivery.carrier", string="Delivery Method", readonly=True
    )

    def _get_columns(self):
        return [*super()._get_columns(), SQL.identifier("e", "delivery_carrier_id")]
