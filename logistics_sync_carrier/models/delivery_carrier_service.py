# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    logistics_service = fields.Char(
        string="Service Code",
        help="Our code for the service level of this method, such as GROUND. Orders of "
        "partners choose the method by carrier code and service code.",
    )
