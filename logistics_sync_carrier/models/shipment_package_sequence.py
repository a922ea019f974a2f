# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsShipmentPackage(models.Model):
    """Parcels of a transfer that was done wake what waits for their shipping."""

    _inherit = "logistics.shipment.package"

    @api.model_create_multi
    def create(self, vals_list):
        packages = super().create(vals_list)
        packages._tell_shipped()
        return packages

    def write(self, vals):
        result = super().write(vals)
        if vals.get("tracking_number"):
            self._tell_shipped()
        return result

    def _tell_shipped(self):
        shipped = self.filtered(
            lambda package: (
                package.tracking_number and package.shipment_id.origin == "picking"
            )
        )
        for company, packages in shipped.grouped("company_id").items():
            self.env["logistics.sync.known.fact"].sudo()._tell(
                company,
                self.env.ref("logistics_sync_base.event_type_shipped"),
                "tracking_number",
                packages.mapped("tracking_number"),
            )
