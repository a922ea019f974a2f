# Copyright 2026 Logistics Sync contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_why_not_invoiced(self):
        """The invoice releases of the shipments of this transfer."""
        self.ensure_one()
        shipments = self.env["logistics.shipment"].search(
            [("picking_ids", "in", self.ids)]
        )
        return shipments._open_invoice_releases()
