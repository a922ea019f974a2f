# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

OFFERS = ("offers_label", "offers_rates", "offers_pod")
# What becomes of its orders and of doubts about its statuses.
AGREED = (
    *("order_intake", "order_change", "order_price_tolerance"),
    *("drift_policy", "status_quiet_hours", "status_key_header"),
)


class LogisticsSyncConnector(models.Model):
    """What a carrier offers beside telling its scans."""

    _inherit = "logistics.sync.connector"

    offers_label = fields.Boolean(
        string="Labels", help="It makes labels for our parcels."
    )
    offers_rates = fields.Boolean(
        string="Rates", help="It tells what a shipment will cost."
    )
    offers_pod = fields.Boolean(
        string="Proof of Delivery", help="It tells who signed, or sends a picture."
    )


class LogisticsSyncConnectorTemplate(models.Model):
    _inherit = "logistics.sync.connector.template"

    @api.model
    def _get_template_fields(self):
        return (*super()._get_template_fields(), *OFFERS, *AGREED)
