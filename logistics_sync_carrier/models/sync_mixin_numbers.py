# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class LogisticsSyncMixin(models.AbstractModel):
    """A parcel's number leads to its order, also where its news could not be read."""

    _inherit = "logistics.sync.mixin"

    def _get_sync_numbers(self, subjects):
        numbers = super()._get_sync_numbers(subjects)
        ids = {
            record_id
            for pairs in subjects.values()
            for model, record_id in pairs
            if model == "logistics.shipment"
        }
        shipments = self.env["logistics.shipment"].sudo().browse(ids)
        known = {
            shipment.id: [
                shipment.name,
                shipment.bill_of_lading,
                shipment.pro_number,
                *shipment.package_ids.mapped("tracking_number"),
            ]
            for shipment in shipments
        }
        for record, pairs in subjects.items():
            told = numbers.setdefault(record, [])
            if record._name in ("sale.order", "stock.picking"):
                told.append(record.name)
            for model, record_id in pairs:
                if model == "logistics.shipment":
                    told += known[record_id]
        return numbers
