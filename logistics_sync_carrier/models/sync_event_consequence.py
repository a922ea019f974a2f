# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsSyncEventConsequence(models.Model):
    _inherit = "logistics.sync.event.consequence"

    code = fields.Selection(
        selection_add=[
            ("link_shipment", "Find or create the shipment"),
            ("confirm_picking", "Confirm the transfer"),
            ("record_milestone", "Put the milestone on the timeline"),
            ("capture_pod", "Keep the proof of delivery"),
        ],
        ondelete={
            "link_shipment": "cascade",
            "confirm_picking": "cascade",
            "record_milestone": "cascade",
            "capture_pod": "cascade",
        },
    )
