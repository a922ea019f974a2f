# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

# Where a shipment stands, as the published schema tells it.
PUBLISHED_STATUS = {
    "planned": "planned",
    "delivered": "delivered",
    "cancelled": "cancelled",
}
UNDER_WAY = "in_transit"


class LogisticsShipment(models.Model):
    """Shipments as canonical objects: shipment/1.0."""

    _inherit = "logistics.shipment"

    def _get_canonical_shipment(self, event_type, occurred_at):
        """What other systems are told of this shipment.

        ``occurred_at`` is naive UTC: when the fact ``event_type`` became true.
        """
        self.ensure_one()
        orders = self.sale_order_ids
        numbers = self.package_ids.filtered("tracking_number").mapped("tracking_number")
        describe = self.env["account.move"]._prepare_party
        origin = self.picking_ids.picking_type_id.warehouse_id[:1].partner_id
        references = {
            "order": orders.name if len(orders) == 1 else None,
            "customer_order": orders.client_order_ref if len(orders) == 1 else None,
            "tracking_number": numbers[0] if len(numbers) == 1 else None,
            "bill_of_lading": self.bill_of_lading,
            "pro_number": self.pro_number,
        }
        return {
            "schema": "shipment/1.0",
            "event_type": event_type,
            "occurred_at": {
                "utc": f"{occurred_at.isoformat(timespec='seconds')}Z",
                "offset_minutes": 0,
                "precision": "second",
                "offset_source": "payload",
            },
            "number": self.name,
            "status": PUBLISHED_STATUS.get(self.status, UNDER_WAY),
            "carrier": self.scac or None,
            "service": self.service or None,
            "ship_from": describe(origin or self.company_id.partner_id),
            "ship_to": describe(self.partner_id or orders[:1].partner_shipping_id),
            "references": {name: value or None for name, value in references.items()},
            "orders": orders.mapped("name"),
            "package_count": len(self.package_ids),
        }
