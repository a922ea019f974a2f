# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    scac = fields.Char(
        string="Carrier Code",
        help="How partners name this carrier in their messages: its four-letter SCAC "
        "or their own code.",
    )

    @api.model
    @api.private
    def _find_by_scac(self, codes, company):
        """{code: delivery method}, the company's own before shared ones."""
        carriers = self.search(
            [("scac", "in", list(codes)), ("company_id", "in", (False, company.id))]
        )
        return {
            carrier.scac: carrier
            for carrier in carriers.sorted(lambda carrier: bool(carrier.company_id))
        }
