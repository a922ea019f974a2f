# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class LogisticsShipment(models.Model):
    """Where goods are follows from what was told, whoever may edit the rest."""

    _name = "logistics.shipment"
    _inherit = ["logistics.shipment", "logistics.sync.decided.fields"]

    @api.model
    def _get_decided_fields(self):
        """A number is given, not decided: whoever enters a shipment gets one."""
        return super()._get_decided_fields() - {"name"}


class LogisticsShipmentPackage(models.Model):
    _name = "logistics.shipment.package"
    _inherit = ["logistics.shipment.package", "logistics.sync.decided.fields"]


class LogisticsInvoiceRule(models.Model):
    _name = "logistics.invoice.rule"
    _inherit = ["logistics.invoice.rule", "logistics.sync.decided.fields"]
