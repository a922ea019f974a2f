# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

# Documents that are about an order, a shipment or a transfer, and by which field.
ABOUT = {
    "logistics.order.checkpoint": "order_id",
    "logistics.shipment.drift": "shipment_id",
    "logistics.shipment.package": "shipment_id",
    "logistics.invoice.release": "shipment_id",
    "logistics.shipment.milestone": "shipment_id",
}


class LogisticsSyncException(models.Model):
    """The customer, the day and the carrier a question of logistics is about."""

    _inherit = "logistics.sync.exception"

    delivery_carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery Method",
        readonly=True,
        index="btree_not_null",
    )

    @api.model
    def _read_business_facts(self, document):
        about = document[ABOUT[document._name]] if document._name in ABOUT else document
        customer, day = super()._read_business_facts(about)
        if about._name == "logistics.shipment":
            promised = about.sale_order_ids.mapped("commitment_date")
            day = min(filter(None, promised), default=day)
        return customer, day

    @api.model
    def _get_business_facts(self, document):
        values = super()._get_business_facts(document)
        if document and document._name in ABOUT:
            document = document[ABOUT[document._name]]
        field = document is not None and document._fields.get("carrier_id")
        known = field and field.comodel_name == "delivery.carrier"
        values["delivery_carrier_id"] = document.carrier_id.id if known else False
        return values
