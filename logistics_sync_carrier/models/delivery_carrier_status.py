# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    status_connector_id = fields.Many2one(
        "logistics.sync.connector",
        string="Asked About States",
        check_company=True,
        help="The partner system that is asked how parcels of this delivery method "
        "stand when nobody tells.",
    )
