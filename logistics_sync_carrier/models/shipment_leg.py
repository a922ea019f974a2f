# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class LogisticsShipmentLeg(models.Model):
    """One carrier's part of the way; only the last one delivers."""

    _name = "logistics.shipment.leg"
    _description = "Shipment Leg"
    _order = "shipment_id, sequence, id"
    _check_company_auto = True

    shipment_id = fields.Many2one(
        "logistics.shipment",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="shipment_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10, required=True)
    carrier_partner_id = fields.Many2one(
        "res.partner", string="Carrier", check_company=True
    )
    scac = fields.Char(string="Carrier Code")
    mode = fields.Selection(
        [
            ("parcel", "Parcel"),
            ("road", "Road"),
            ("rail", "Rail"),
            ("sea", "Sea"),
            ("air", "Air"),
        ],
        default="road",
        required=True,
    )
    origin = fields.Char(string="From")
    destination = fields.Char(string="To")
    pro_number = fields.Char(string="PRO Number")
    departed_at = fields.Datetime(string="Departed On")
    arrived_at = fields.Datetime(string="Arrived On")

    def _compute_display_name(self):
        for leg in self:
            way = " → ".join(filter(None, [leg.origin, leg.destination]))
            leg.display_name = way or leg.scac or str(leg.sequence)
