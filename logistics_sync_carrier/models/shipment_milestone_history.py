# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsShipmentMilestone(models.Model):
    _inherit = "logistics.shipment.milestone"

    backfill_id = fields.Many2one(
        related="message_id.backfill_id",
        string="Load of History",
        help="It was loaded afterwards; nothing but this entry followed from it.",
    )
