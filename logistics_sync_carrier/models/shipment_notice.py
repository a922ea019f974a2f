# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models

from .shipment_creation import as_decimal


class LogisticsShipment(models.Model):
    """Tell others what left: canonical ship notices of shipments."""

    _inherit = "logistics.shipment"

    @api.private
    def _get_notices(self):
        """Canonical ship notices of one shipment, one per order."""
        self.ensure_one()
        return [
            self._prepare_notice(
                order,
                self.line_ids.filtered(
                    lambda line, order=order: line.sale_line_id.order_id == order
                ),
            )
            for order in self.line_ids.sale_line_id.order_id
        ]

    def _prepare_notice(self, order, lines):
        numbers = self.package_ids.filtered("tracking_number")
        return {
            "schema": "shipment_notice/1.0",
            "event_type": "shipped",
            "milestone": "picked_up",
            "classifier": "actual",
            "occurred_at": self._prepare_shipping_time(),
            "carrier": self.scac or self.carrier_id.scac or None,
            "service": self.service or None,
            "references": {
                "tracking_number": numbers.tracking_number
                if len(numbers) == 1
                else None,
                "shipment": self.name,
                "order": order.client_order_ref or order.name,
                "delivery": lines.picking_id.name
                if len(lines.picking_id) == 1
                else None,
                "bill_of_lading": self.bill_of_lading or None,
                "pro_number": self.pro_number or None,
            },
            "packages": [
                self._prepare_parcel(package, lines & package.line_ids)
                for package in self.package_ids
            ],
            "items": [self._prepare_item(line) for line in lines],
        }

    def _prepare_shipping_time(self):
        """When it left: as the carrier told, else when its transfer was done."""
        moment = self.shipped_at or max(
            filter(None, self.picking_ids.mapped("date_done")), default=None
        )
        if not moment:
            return {
                "utc": None,
                "offset_minutes": None,
                "precision": "none",
                "offset_source": "none",
            }
        moment -= timedelta(microseconds=moment.microsecond)
        return {
            "utc": f"{moment.isoformat()}Z",
            "offset_minutes": 0,
            "precision": "second",
            "offset_source": "payload",
        }

    @api.model
    def _prepare_parcel(self, package, lines):
        weight = as_decimal(package.weight)
        return {
            "tracking_number": package.tracking_number or None,
            "sscc": package.sscc or None,
            "weight": f"{weight:f}" if weight else None,
            "weight_uom": (weight and package.weight_uom) or None,
            "items": [self._prepare_item(line) for line in lines],
        }

    @api.model
    def _prepare_item(self, line):
        product = line.product_id
        return {
            "sku": product.default_code or product.barcode or product.display_name,
            "quantity": f"{as_decimal(line.quantity).normalize():f}",
            "uom": None,
            "line": None,
            "lot": None,
        }
