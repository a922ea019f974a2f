# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsShipmentPackage(models.Model):
    _inherit = "logistics.shipment.package"

    status_asked_at = fields.Datetime(
        string="Last Asked",
        readonly=True,
        copy=False,
        help="When the carrier was last asked how this package stands.",
    )
